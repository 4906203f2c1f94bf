using System.Data;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Niaga.Retail.Products.Import;

/// <summary>An Excel workbook (xlsx or xls) as the text its first filled sheet would be saved as.</summary>
internal static class Workbook
{
    public const string Encoding = "excel";

    public const char Separator = '\t';

    /// <summary>A small archive must not unpack into memory without end.</summary>
    private const long MostUnpacked = 400L * 1024 * 1024;

    /// <summary>Whether the bytes begin as a workbook's do: a ZIP or an OLE file.</summary>
    public static bool Is(ReadOnlySpan<byte> content) =>
        content is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    /// <summary>Its rows as tab-separated text; null for what is no workbook after all, is protected, or is too large.</summary>
    public static string? Read(byte[] content)
    {
        try
        {
            if (content[0] == 'P' && Unpacked(content) > MostUnpacked)
                return null;

            using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(content, writable: false));
            do
            {
                var text = Sheet(reader);
                if (text.Length > 0)
                    return text.ToString();
            } while (reader.NextResult());
            return "";
        }
        catch (Exception e)
            when (e
                    is ExcelDataReader.Exceptions.ExcelReaderException
                        or InvalidDataException
                        or System.Xml.XmlException
                        or IOException
                        or ArgumentException
                        or IndexOutOfRangeException
            )
        {
            // The reader's own ways of saying that this is none.
            return null;
        }
    }

    private static long Unpacked(byte[] content)
    {
        using var archive = new ZipArchive(new MemoryStream(content, writable: false));
        return archive.Entries.Sum(e => e.Length);
    }

    private static StringBuilder Sheet(IExcelDataReader reader)
    {
        var text = new StringBuilder();
        for (var row = 0; reader.Read() && row <= UploadImport.MostRows + 20; row++)
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader.GetValue(i))).ToArray();
            if (text.Length == 0 && Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
                continue;

            text.AppendJoin(Separator, cells).Append("\r\n");
        }
        return text;
    }

    /// <summary>Numbers as they are, not as the sheet shows them: 9555012345678 and not 9.56E+12.</summary>
    private static string Cell(object? value) =>
        value switch
        {
            null => "",
            double number => number is > -1e15 and < 1e15
                ? ((decimal)number).ToString(CultureInfo.InvariantCulture)
                : number.ToString("R", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool yes => yes ? "yes" : "no",
            _ => Quoted(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
        };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\t\r\n\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
