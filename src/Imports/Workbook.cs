using System.Data;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Niaga.Imports;

/// <summary>An Excel workbook (xlsx or xls) as the text its first filled sheet would be saved as.</summary>
internal static class Workbook
{
    public const string Encoding = "excel";

    public const char Separator = '\t';

    /// <summary>A small archive must not unpack into memory without end.</summary>
    public const int MostUnpackedMegabytes = 300;

    /// <summary>Nor may a few texts be written into cells without end.</summary>
    private const int MostCharacters = 64 * 1024 * 1024;

    /// <summary>Whether the bytes begin as a workbook's do: a ZIP or an OLE file.</summary>
    public static bool Is(ReadOnlySpan<byte> content) =>
        content is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    /// <summary>Its rows as tab-separated text; null for what is no workbook after all, or is protected.</summary>
    /// <exception cref="UnpacksTooLargeException">It is small only as long as it is packed.</exception>
    public static string? Read(byte[] content)
    {
        try
        {
            if (content[0] == 'P' && Unpacked(content) > MostUnpackedMegabytes * 1024L * 1024)
                throw new UnpacksTooLargeException();

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
        // Lengths as the archive states them; whoever reads an entry gets no more of it than that.
        return archive.Entries.Sum(e => Math.Min(e.Length, int.MaxValue));
    }

    private static StringBuilder Sheet(IExcelDataReader reader)
    {
        var text = new StringBuilder();
        var filled = false;
        for (var row = 0; reader.Read() && row <= UploadImport.MostRows + 20; row++)
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader.GetValue(i))).ToArray();
            // An empty row stays, so that lines are numbered as Excel shows them.
            if (Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
                cells = [];
            filled |= cells.Length > 0;
            text.AppendJoin(Separator, cells).Append("\r\n");
            if (text.Length > MostCharacters)
                throw new UnpacksTooLargeException();
        }
        return filled ? text : text.Clear();
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

/// <summary>A workbook that would fill the memory: a zip bomb, or a sheet beyond any list.</summary>
internal sealed class UnpacksTooLargeException() : Exception("The workbook unpacks to more than is read.");
