using System.Text;
using CsvHelper;

namespace Niaga.Imports;

/// <summary>A line of a file: its number as an editor shows it, and its cells.</summary>
internal readonly record struct CsvLine(int Number, string[] Cells);

/// <summary>
/// A list as people have it: an Excel workbook, or text in UTF-8, UTF-16, Windows-1252, GB18030 or what else it is guessed or said to be,
/// with commas, semicolons, tabs or bars.
/// </summary>
internal sealed class CsvFile
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int MostLinesAboveHeadings = 10;

    private readonly string text;

    static CsvFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private CsvFile(string text, string encoding, char delimiter) => (this.text, EncodingName, Separator) = (text, encoding, delimiter);

    public string EncodingName { get; }

    public char Separator { get; }

    /// <summary>Encodings somebody may choose where the guess is wrong, by web name.</summary>
    public static readonly IReadOnlyList<string> Encodings = ["utf-8", "windows-1252", "gb18030", "big5", "utf-16", "utf-16BE"];

    /// <summary>Null for what is no list: a picture, a program, an archive.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="encoding">One of <see cref="Encodings"/> that somebody chose; null to guess.</param>
    /// <exception cref="UnpacksTooLargeException">A workbook that is small only as long as it is packed.</exception>
    public static CsvFile? Read(byte[] content, string? encoding = null)
    {
        if (Workbook.Is(content))
            return Workbook.Read(content) is { } sheet ? new(sheet, Workbook.Encoding, Workbook.Separator) : null;
        if ((Encodings.Contains(encoding) ? Chosen(content, encoding!) : Decode(content)) is not { } decoded)
            return null;

        var text = decoded.Text;
        return new(text, decoded.Encoding, DelimiterOf(text));
    }

    /// <summary>Every line that holds anything, the headings first: a title or a date above them is left out.</summary>
    public IEnumerable<CsvLine> Lines(ColumnGuess guess)
    {
        // The first of those that name the most fields; where none names two, the first line.
        var named = All().Take(MostLinesAboveHeadings + 1).Select(l => guess.Of(l.Cells).Count).ToList();
        var best = named.Count == 0 ? 0 : named.Max();
        return All().Skip(best < 2 ? 0 : named.IndexOf(best));
    }

    /// <summary>
    /// The line where a cell begins with a quote that never closes: the rest of the file would be one cell. Null where all close.
    /// </summary>
    public int? OpenQuote()
    {
        var (line, began, inside, start) = (1, 1, false, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (inside)
            {
                if (c != '"')
                    continue;
                if (i + 1 < text.Length && text[i + 1] == '"')
                    i++;
                else
                    inside = false;
            }
            else if (c == '"' && start)
            {
                (inside, began, start) = (true, line, false);
            }
            else
            {
                start = c == Separator || c is '\n' or '\r';
            }
        }
        return inside ? began : null;
    }

    private IEnumerable<CsvLine> All()
    {
        // Paip 1/2" is a name, not a mistake: a stray quote is taken as it stands. Excel's own "sep=;" is no heading.
        using var reader = CsvReader.FromText(
            text,
            new CsvReaderOptions
            {
                Separator = Separator,
                HasHeader = false,
                TrackLineNumbers = true,
            }
        );
        while (reader.Read())
        {
            var cells = reader.Current.ToArray();
            var line = (int)reader.LineNumber;
            if (line == 1 && cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
                yield return new(line, cells);
        }
    }

    private static (string Text, string Encoding)? Chosen(byte[] content, string encoding)
    {
        var chosen = Encoding.GetEncoding(encoding);
        return (chosen.GetString(content).TrimStart('\uFEFF'), chosen.WebName);
    }

    private static (string Text, string Encoding)? Decode(byte[] content) =>
        content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Strict(content.AsSpan(3)),
            [0xFF, 0xFE, ..] => (Encoding.Unicode.GetString(content.AsSpan(2)), Encoding.Unicode.WebName),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode.GetString(content.AsSpan(2)), Encoding.BigEndianUnicode.WebName),
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => null,
            _ => content.AsSpan().Contains((byte)0) ? Utf16(content) : Strict(content) ?? Guessed(content),
        };

    /// <summary>UTF-16 that does not say so: every other byte of its beginning is nothing.</summary>
    private static (string, string)? Utf16(byte[] content)
    {
        if (content.Length < 8 || content.Length % 2 != 0)
            return null;

        var pairs = content.AsSpan(0, Math.Min(content.Length, 256) & ~1).ToArray().Chunk(2).ToArray();
        if (Array.TrueForAll(pairs, p => p[0] != 0) && pairs.Count(p => p[1] == 0) * 2 > pairs.Length)
            return Chosen(content, Encoding.Unicode.WebName);
        return Array.TrueForAll(pairs, p => p[1] != 0) && pairs.Count(p => p[0] == 0) * 2 > pairs.Length
            ? Chosen(content, Encoding.BigEndianUnicode.WebName)
            : null;
    }

    /// <summary>Chinese text is told from Western by the pairs its bytes come in; the rest is Excel's Windows-1252.</summary>
    private static (string, string)? Guessed(byte[] content)
    {
        if (
            UtfUnknown.CharsetDetector.DetectFromBytes(content).Detected is { Confidence: > 0.5f } found
            && found.EncodingName is "gb18030" or "gb2312" or "hz-gb-2312" or "big5"
        )
            return Chosen(content, found.EncodingName == "big5" ? "big5" : "gb18030");

        return MostlyPairs(content) ? Chosen(content, "gb18030") : Windows1252(content);
    }

    /// <summary>Whether bytes above 127 hardly ever stand alone, as é does, and there are enough of them to tell.</summary>
    private static bool MostlyPairs(byte[] content)
    {
        var (high, alone) = (0, 0);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] < 0x81)
                continue;

            var run = i;
            while (run < content.Length && content[run] >= 0x81)
                run++;
            high += run - i;
            alone += run - i == 1 ? 1 : 0;
            i = run;
        }
        return high >= 4 && alone * 10 < high;
    }

    private static (string, string)? Strict(ReadOnlySpan<byte> content)
    {
        try
        {
            var text = StrictUtf8.GetString(content);
            return text.Contains('\0') ? null : (text, StrictUtf8.WebName);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static (string, string)? Windows1252(byte[] content)
    {
        // Text hardly has control characters; a picture or a program has many.
        var controls = content.Count(b => b < 32 && b is not (9 or 10 or 13));
        if (controls > content.Length / 100)
            return null;

        var encoding = Encoding.GetEncoding(1252);
        return (encoding.GetString(content), encoding.WebName);
    }

    /// <summary>The one that the first line holds most of, outside quotes.</summary>
    private static char DelimiterOf(string text)
    {
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && Delimiters.Contains(text[4]))
            return text[4];

        var counts = new int[Delimiters.Length];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (c is '\n' or '\r')
            {
                if (counts.Any(n => n > 0))
                    break;

                continue;
            }
            var which = Array.IndexOf(Delimiters, c);
            if (which >= 0)
                counts[which]++;
        }
        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
