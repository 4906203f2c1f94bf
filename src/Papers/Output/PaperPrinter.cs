using Niaga.Papers.Letterheads;
using Niaga.Papers.Marks;

namespace Niaga.Papers.Output;

/// <summary>Makes files of papers, below the letterhead of the business at hand.</summary>
public sealed class PaperPrinter
{
    private readonly LetterheadQuery letterheads;

    internal PaperPrinter(LetterheadQuery letterheads) => this.letterheads = letterheads;

    /// <summary>The paper, named by its title and number.</summary>
    public async Task<PaperFile> Make(Paper paper, PaperFormat format, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(paper);
        ArgumentNullException.ThrowIfNull(format);
        var content = Draw(paper, (await letterheads.Read(paper.Words, cancel, place: paper.Place)).Head, format);
        var name = string.Join('-', $"{paper.Title} {paper.Number}".Split([' ', '/', '\\', '"', .. Path.GetInvalidFileNameChars()]));
        return new($"{name}-{format.Key}{format.Ending}", format.IsEscPos ? "application/octet-stream" : "application/pdf", content);
    }

    internal static byte[] Draw(Paper paper, Letterhead head, PaperFormat format)
    {
        using var logo = head.Logo is { } content ? Picture.Read(content) : null;
        return format.IsEscPos ? EscPos.Of(paper, head, logo, format.Medium) : PdfFile.Of(paper, head, logo, format.Medium);
    }

    internal static byte[] Preview(Paper paper, Letterhead head, PaperFormat format)
    {
        using var logo = head.Logo is { } content ? Picture.Read(content) : null;
        return PaperPicture.Of(paper, head, logo, format.Medium);
    }
}
