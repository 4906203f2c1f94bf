using System.Text;
using CsvHelper;

namespace Niaga.Retail.Products.Import;

/// <summary>A line of a file: its number as an editor shows it, and its cells.</summary>
internal readonly record struct CsvLine(int Number, string[] Cells);

/// <summary>A CSV file as shops have it: UTF-8 with or without a mark, UTF-16 with one, or Excel's Windows-1252; commas, semicolons, tabs or bars.</summary>
internal sealed class CsvFile
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string text;

    static CsvFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private CsvFile(string text, string encoding, char delimiter) => (this.text, EncodingName, Separator) = (text, encoding, delimiter);

    public string EncodingName { get; }

    public char Separator { get; }

    /// <summary>Null for what is no text: a workbook, a picture, an archive.</summary>
    public static CsvFile? Read(byte[] content)
    {
        if (Decode(content) is not { } decoded)
            return null;

        var text = decoded.Text;
        return new(text, decoded.Encoding, DelimiterOf(text));
    }

    /// <summary>Every line that holds anything, the headings first.</summary>
    public IEnumerable<CsvLine> Lines()
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

    private static (string Text, string Encoding)? Decode(byte[] content) =>
        content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Strict(content.AsSpan(3)),
            [0xFF, 0xFE, ..] => (Encoding.Unicode.GetString(content.AsSpan(2)), Encoding.Unicode.WebName),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode.GetString(content.AsSpan(2)), Encoding.BigEndianUnicode.WebName),
            // ZIP (xlsx, ods), OLE (xls), PDF.
            [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => null,
            _ => content.AsSpan().Contains((byte)0) ? null : Strict(content) ?? Windows1252(content),
        };

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
