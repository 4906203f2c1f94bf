using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Marks;

namespace Niaga.Papers.Output;

/// <summary>Makes files of papers, below the letterhead of the business at hand.</summary>
public sealed class PaperPrinter
{
    private readonly LetterheadQuery letterheads;

    internal PaperPrinter(LetterheadQuery letterheads) => this.letterheads = letterheads;

    /// <summary>An answer that downloads the paper, named by its title and number.</summary>
    public async Task<FileContentHttpResult> File(Paper paper, PaperFormat format, CancellationToken cancel)
    {
        var content = Make(paper, await letterheads.Read(paper.Words, cancel), format);
        var name = string.Concat($"{paper.Title}-{paper.Number}".Split([' ', '/', '\\', '"', .. Path.GetInvalidFileNameChars()]));
        return TypedResults.File(content, format.IsEscPos ? "application/octet-stream" : "application/pdf", $"{name}-{format.Key}{format.Ending}");
    }

    internal static byte[] Make(Paper paper, Letterhead head, PaperFormat format)
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
