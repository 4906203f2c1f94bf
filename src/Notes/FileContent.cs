using System.IO.Compression;
using System.Text;
using Niaga.Platform.Refusals;

namespace Niaga.Notes;

/// <summary>What a file is, told by its content, and a name that does not say otherwise.</summary>
internal sealed record FileContent(string Name, string ContentType, byte[] Bytes)
{
    public const int MostMegabytes = 10;
    public const int MostBytes = MostMegabytes * 1024 * 1024;
    private const int LongestName = 120;
    private const int MostEntries = 5_000;

    private sealed record Type(string ContentType, params string[] Endings);

    private static readonly Type Pdf = new("application/pdf", ".pdf");
    private static readonly Type Png = new("image/png", ".png");
    private static readonly Type Jpeg = new("image/jpeg", ".jpg", ".jpeg");
    private static readonly Type Webp = new("image/webp", ".webp");
    private static readonly Type Text = new("text/plain", ".txt", ".csv", ".md", ".log");
    private static readonly Type Word = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx");
    private static readonly Type Excel = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");
    private static readonly Type PowerPoint = new("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx");

    /// <param name="name">As its sender calls it; only the last part of a path counts.</param>
    /// <param name="bytes">All of it.</param>
    public static Outcome<FileContent> Read(string? name, byte[] bytes)
    {
        if (bytes.Length == 0)
            return PlatformErrors.FileEmpty(NotesErrors.FileField);
        if (bytes.Length > MostBytes)
            return NotesErrors.FileTooLarge(MostMegabytes);
        if (!Tell(bytes).Succeeded(out var type, out var refusal))
            return refusal;

        return new FileContent(Called(name, type), type.ContentType, bytes);
    }

    private static Outcome<Type> Tell(byte[] bytes) =>
        bytes switch
        {
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Pdf,
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png,
            [0xFF, 0xD8, 0xFF, ..] => Jpeg,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => Webp,
            [(byte)'P', (byte)'K', 3, 4, ..] => Office(bytes),
            _ => IsText(bytes) ? Text : NotesErrors.FileKind(),
        };

    /// <summary>Looks at the names within only; nothing is unpacked.</summary>
    private static Outcome<Type> Office(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries || zip.GetEntry("[Content_Types].xml") is null)
                return NotesErrors.FileKind();
            if (zip.Entries.Any(e => e.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                return NotesErrors.FileMacros();

            return zip.GetEntry("word/document.xml") is not null ? Word
                : zip.GetEntry("xl/workbook.xml") is not null ? Excel
                : zip.GetEntry("ppt/presentation.xml") is not null ? PowerPoint
                : NotesErrors.FileKind();
        }
        catch (InvalidDataException)
        {
            return NotesErrors.FileKind();
        }
    }

    private static bool IsText(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            // What a browser could take for a page is no text.
            return !text.Any(c => c < ' ' && c is not ('\n' or '\r' or '\t' or '\f'))
                && !text.AsSpan().TrimStart("\uFEFF \r\n\t").StartsWith("<", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Called(string? name, Type type)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new string([.. last.Where(c => c >= ' ' && c is not ('"' or ':' or '*' or '?' or '<' or '>' or '|' or '\u007F'))]).Trim(
            ' ',
            '.'
        );
        var ending = type.Endings.FirstOrDefault(e => clean.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        var stem = ending is null ? clean : clean[..^ending.Length].TrimEnd(' ', '.');
        if (stem.Length > LongestName)
            stem = char.IsHighSurrogate(stem[LongestName - 1]) ? stem[..(LongestName - 1)] : stem[..LongestName];
        return (stem.Length == 0 ? "file" : stem) + (ending ?? type.Endings[0]);
    }
}
