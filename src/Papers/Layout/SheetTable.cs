using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Layout;

/// <summary>A table on a sheet: figures as wide as they are, the first column takes the rest, headings again on each page.</summary>
internal static class SheetTable
{
    private const float Gap = 10;
    private static readonly SKColor Line = new(0xFFD5D9E0);

    public static void Add(Flow flow, PaperTable table, SKColor ink, Medium medium, Typesetter type)
    {
        var size = medium.TextSize;
        var widths = Widths(table, medium, type);
        var heading = Row(table.Heads, table, widths, medium, type, size * 0.9f, bold: true, ink, ink);
        flow.Add(heading with { KeepWithNext = true });
        foreach (var row in table.Rows)
            flow.Add(Row(row.Cells, table, widths, medium, type, size, bold: false, SKColors.Black, Line) with { Heading = heading });
    }

    private static float[] Widths(PaperTable table, Medium medium, Typesetter type)
    {
        var size = medium.TextSize;
        var widths = new float[table.Heads.Count];
        for (var i = 1; i < widths.Length; i++)
        {
            var cells = table.Rows.Select(r => type.Line(r.Cells[i], size).Width).DefaultIfEmpty(0).Max();
            var natural = Math.Max(cells, type.Line(table.Heads[i], size * 0.9f, bold: true).Width) + 1;
            widths[i] = Math.Min(natural, medium.Inner * (table.IsFigures(i) ? 0.2f : 0.17f));
        }
        // The first column keeps a quarter, whatever the others want.
        var room = medium.Inner * 0.75f - Gap * (widths.Length - 1);
        var others = widths.Sum();
        if (others > room)
            widths = [.. widths.Select(w => w * room / others)];
        widths[0] = medium.Inner - widths.Sum() - Gap * (widths.Length - 1);
        return widths;
    }

    private static Piece Row(
        IReadOnlyList<string> cells,
        PaperTable table,
        float[] widths,
        Medium medium,
        Typesetter type,
        float size,
        bool bold,
        SKColor colour,
        SKColor line
    )
    {
        const float padding = 3.5f;
        var x = medium.Margin;
        var parts = new List<Flow>();
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = new Flow(type, x, widths[i]);
            cell.Text(cells[i], size, bold, colour, i > 0 && table.IsFigures(i) ? Align.Right : Align.Left);
            parts.Add(cell);
            x += widths[i] + Gap;
        }
        var height = parts.Max(p => p.Height) + 2 * padding;
        return new(
            height,
            (canvas, y) =>
            {
                foreach (var part in parts)
                    part.Draw(canvas, y + padding);
                using var paint = new SKPaint { Color = line };
                canvas.DrawRect(SKRect.Create(medium.Margin, y + height - 0.6f, medium.Inner, 0.6f), paint);
            }
        );
    }
}
