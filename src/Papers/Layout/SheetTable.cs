using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Layout;

/// <summary>A table on a sheet: figures as wide as they are, the first column takes the rest, headings again on each page.</summary>
internal static class SheetTable
{
    private static readonly SKColor Line = new(0xFFD5D9E0);

    public static void Add(Flow flow, PaperTable table, float size, SKColor ink, Medium medium, Typesetter type)
    {
        var widths = new TableWidths(table, type).Of(size, medium.Inner);
        var heading = Row(table.Heads, table, widths, medium, type, size * TableWidths.HeadScale, bold: true, ink, ink);
        flow.Add(heading with { KeepWithNext = true });
        foreach (var row in table.Rows)
            flow.Add(Row(row.Cells, table, widths, medium, type, size, bold: false, SKColors.Black, Line) with { Heading = heading });
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
            x += widths[i] + TableWidths.Gap;
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
