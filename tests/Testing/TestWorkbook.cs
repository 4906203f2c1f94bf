using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;

namespace Niaga.Testing;

/// <summary>An XLSX file as it lies in its archive: what a spreadsheet is told, not what one makes of it.</summary>
internal sealed class TestWorkbook
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private readonly XElement[] formats;

    public TestWorkbook(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file, writable: false));
        Sheet = Part(archive, "xl/worksheets/sheet1.xml");
        var styles = Part(archive, "xl/styles.xml");
        formats = [.. styles.Descendants(Main + "cellXfs").Single().Elements()];
        Names = styles
            .Descendants(Main + "numFmt")
            .ToDictionary(f => f.Attribute("numFmtId")!.Value, f => f.Attribute("formatCode")!.Value);
        Rows = [.. Sheet.Descendants(Main + "row").Select(row => row.Elements(Main + "c").Select(Cell).ToArray())];
    }

    public sealed record Content(string? Text, decimal? Number, string? Format);

    public XElement Sheet { get; }

    public IReadOnlyList<Content[]> Rows { get; }

    public bool HasFormula => Sheet.Descendants(Main + "f").Any();

    /// <summary>Rows that stay in sight.</summary>
    public string? Frozen =>
        Sheet.Descendants(Main + "pane").SingleOrDefault(p => p.Attribute("state")?.Value == "frozen")?.Attribute("ySplit")?.Value;

    public string? Filter => Sheet.Descendants(Main + "autoFilter").SingleOrDefault()?.Attribute("ref")?.Value;

    private Dictionary<string, string> Names { get; }

    private Content Cell(XElement cell)
    {
        var format = formats[int.Parse(cell.Attribute("s")?.Value ?? "0", CultureInfo.InvariantCulture)].Attribute("numFmtId")?.Value;
        var name = format is null ? null : Names.GetValueOrDefault(format);
        return cell.Attribute("t")?.Value is "inlineStr"
            ? new(string.Concat(cell.Descendants(Main + "t").Select(t => t.Value)), null, name)
            : new(
                null,
                cell.Element(Main + "v") is { } value ? decimal.Parse(value.Value, NumberStyles.Float, CultureInfo.InvariantCulture) : null,
                name
            );
    }

    private static XElement Part(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        return XDocument.Load(stream).Root!;
    }
}
