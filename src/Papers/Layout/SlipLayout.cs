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
        End(flow, paper, head, medium, type);
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

    private static void End(Flow flow, Paper paper, Letterhead head, Medium medium, Typesetter type)
    {
        var size = medium.TextSize;
        if (paper.QrCode is { } qr)
        {
            flow.Space(size);
            var code = CodeMark.Qr(qr.Text);
            var side = WholeDots(code, Math.Min(flow.Width * 0.65f, 32 * Medium.Millimetre), medium);
            flow.Code(code, side, side, Align.Centre);
            flow.Text(qr.Caption, size * 0.9f, align: Align.Centre);
        }
        if (paper.Bars is { } bars && CodeMark.Barcode(bars) is { } barcode)
        {
            flow.Space(size);
            flow.Code(barcode, WholeDots(barcode, flow.Width * 0.9f, medium), 30, Align.Centre);
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

    /// <summary>The width at which each module is the same number of dots: a thermal head prints nothing between two.</summary>
    private static float WholeDots(CodeMark code, float most, Medium medium)
    {
        var dot = medium.Inner / medium.Dots;
        return code.Width * dot * Math.Max(1, MathF.Floor(most / dot / code.Width));
    }

    private static void Rule(Flow flow, float size)
    {
        flow.Space(size / 2);
        flow.Rule(SKColors.Black);
        flow.Space(size / 2);
    }
}
