using Niaga.Papers.Letterheads;
using Niaga.Papers.Marks;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Layout;

/// <summary>A paper on a roll: one column, black, each row of a table in two lines.</summary>
internal static class SlipLayout
{
    public static Flow Of(Paper paper, Letterhead head, SKImage? logo, Medium medium, Typesetter type)
    {
        var size = medium.TextSize;
        var flow = new Flow(type, medium.Margin, medium.Inner);
        flow.Space(size);
        if (logo is not null)
        {
            flow.Logo(logo, flow.Width * 0.6f, 20 * Medium.Millimetre, Align.Centre);
            flow.Space(size / 2);
        }
        flow.Text(head.Name, size * 1.4f, bold: true, align: Align.Centre);
        foreach (var line in head.Lines)
            flow.Text(line, size * 0.9f, align: Align.Centre);
        Rule(flow, size);
        flow.Text(paper.Title, size * 1.2f, bold: true, align: Align.Centre);
        if (paper.Stamped is { } stamp)
        {
            flow.Space(size / 3);
            flow.Boxed(
                SKColors.Black,
                box =>
                {
                    box.Text(stamp.Text, size * 1.2f, bold: true, align: Align.Centre);
                    foreach (var detail in stamp.Details)
                        box.Text(detail, size * 0.9f, align: Align.Centre);
                }
            );
        }
        flow.Space(size / 3);
        foreach (var (label, value) in paper.Facts)
            flow.Pair(label, value, size);
        if (paper.Addressee is { } to)
        {
            flow.Text(to.Label, size, bold: true);
            foreach (var line in to.Lines)
                flow.Text(line, size);
        }
        foreach (var table in paper.Tables)
            Rows(flow, table, size);
        if (paper.Sums.Count > 0)
            Rule(flow, size);
        foreach (var (label, value, strong) in paper.Sums)
            flow.Pair(label, value, strong ? size * 1.2f : size, strong);
        End(flow, paper, head, size, type);
        return flow;
    }

    private static void Rows(Flow flow, PaperTable table, float size)
    {
        Rule(flow, size);
        foreach (var row in table.Rows)
        {
            flow.Text(row.Cells[0], size, bold: true);
            flow.Pair(row.OnSlip, row.Cells[^1], size);
            flow.Space(size / 4);
        }
    }

    private static void End(Flow flow, Paper paper, Letterhead head, float size, Typesetter type)
    {
        if (paper.QrCode is { } qr)
        {
            flow.Space(size);
            var side = Math.Min(flow.Width * 0.6f, 30 * Medium.Millimetre);
            flow.Code(CodeMark.Qr(qr.Text), side, side, Align.Centre);
            flow.Text(qr.Caption, size * 0.9f, align: Align.Centre);
        }
        if (paper.Bars is { } bars && CodeMark.Barcode(bars) is { } barcode)
        {
            flow.Space(size);
            // Whole dots per module: a thermal head prints nothing between two.
            var dot = 72f / 203;
            flow.Code(barcode, barcode.Width * dot * Math.Max(1, (int)(flow.Width * 0.9f / dot / barcode.Width)), 30, Align.Centre);
            flow.Text(bars, size * 0.9f, align: Align.Centre);
        }
        if (paper.Notes.Count > 0)
            flow.Space(size);
        foreach (var note in paper.Notes)
            flow.Text(note, size, align: Align.Centre);
        if (head.Footer is { } footer)
        {
            flow.Space(size / 2);
            flow.Text(footer, size * 0.9f, align: Align.Centre);
        }
        Unprintable.Say(flow, paper, type, size);
        flow.Space(size);
    }

    private static void Rule(Flow flow, float size)
    {
        flow.Space(size / 2);
        flow.Rule(SKColors.Black);
        flow.Space(size / 2);
    }
}
