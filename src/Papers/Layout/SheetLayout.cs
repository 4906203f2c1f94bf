using Niaga.Papers.Letterheads;
using Niaga.Papers.Marks;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Layout;

/// <summary>A paper on sheets: letterhead, title with its facts, table, sums at the right with codes and notes beside them.</summary>
internal static class SheetLayout
{
    public static readonly SKColor Quiet = new(0xFF5B6472);

    public static Flow Of(Paper paper, Letterhead head, SKImage? logo, SheetFit fit, Typesetter type)
    {
        var medium = fit.Medium;
        var size = medium.TextSize;
        var flow = new Flow(type, medium.Margin, medium.Inner);
        Head(flow, head, logo, medium, type);
        flow.Space(size);
        flow.Rule(head.Ink, 2);
        flow.Space(size * 1.5f);
        TitleAndFacts(flow, paper, head, medium, type);
        if (paper.Stamped is { } stamp)
        {
            flow.Space(size);
            flow.Boxed(
                head.Ink,
                box =>
                {
                    box.Text(stamp.Text, size * 1.4f, bold: true, colour: head.Ink, align: Align.Centre);
                    foreach (var detail in stamp.Details)
                        box.Text(detail, size, align: Align.Centre);
                }
            );
        }
        foreach (var table in fit.Tables)
        {
            flow.Space(size * 1.5f);
            SheetTable.Add(flow, table, fit.TableSize, head.Ink, medium, type);
        }
        End(flow, paper, head, medium, type);
        return flow;
    }

    private static void Head(Flow flow, Letterhead head, SKImage? logo, Medium medium, Typesetter type)
    {
        const float box = 34 * Medium.Millimetre;
        var taken = logo is null ? 0 : Math.Min(box, logo.Width * 22 * Medium.Millimetre / logo.Height) + 12;
        var text = new Flow(type, medium.Margin + taken, medium.Inner - taken);
        text.Text(head.Name, medium.TextSize * 1.7f, bold: true, colour: head.Ink);
        foreach (var line in head.Lines)
            text.Text(line, medium.TextSize * 0.95f, colour: Quiet);
        if (logo is null)
        {
            flow.Columns(text);
            return;
        }
        var picture = new Flow(type, medium.Margin, box);
        picture.Logo(logo, box, 22 * Medium.Millimetre, Align.Left);
        flow.Columns(picture, text);
    }

    private static void TitleAndFacts(Flow flow, Paper paper, Letterhead head, Medium medium, Typesetter type)
    {
        var size = medium.TextSize;
        var right = medium.Inner * 0.45f;
        var title = new Flow(type, medium.Margin, medium.Inner - right - 16);
        title.Text(paper.Title, size * 1.9f, bold: true, colour: head.Ink);
        if (paper.Addressee is { } to)
        {
            title.Space(size / 2);
            title.Text(to.Label, size * 0.9f, colour: Quiet);
            foreach (var line in to.Lines)
                title.Text(line, size);
        }
        var facts = new Flow(type, medium.Margin + medium.Inner - right, right);
        foreach (var (label, value) in paper.Facts)
            facts.Pair(label, value, size);
        flow.Columns(title, facts);
    }

    /// <summary>Sums at the right; beside them, and so on the same page, the codes and notes.</summary>
    private static void End(Flow flow, Paper paper, Letterhead head, Medium medium, Typesetter type)
    {
        const float gap = 24;
        var size = medium.TextSize;
        var right = paper.Sums.Count > 0 ? medium.Inner * 0.45f : 0;
        var sums = new Flow(type, medium.Margin + medium.Inner - right, right);
        foreach (var (label, value, strong) in paper.Sums)
        {
            if (strong)
                sums.Rule(head.Ink, 1);
            sums.Pair(label, value, strong ? size * 1.25f : size, strong, strong ? head.Ink : null);
        }

        var rest = new Flow(type, medium.Margin, right > 0 ? medium.Inner - right - gap : medium.Inner);
        if (paper.QrCode is { } qr)
        {
            var side = 26 * Medium.Millimetre;
            rest.Code(CodeMark.Qr(qr.Text), side, side, Align.Left);
            rest.Text(qr.Caption, size * 0.85f, colour: Quiet);
            rest.Space(size);
        }
        if (paper.Bars is { } bars && CodeMark.Barcode(bars) is { } barcode)
        {
            rest.Code(barcode, Math.Min(barcode.Width * 1.1f, rest.Width), 32, Align.Left);
            rest.Text(bars, size * 0.85f);
            rest.Space(size);
        }
        foreach (var note in paper.Notes)
            rest.Text(note, size);
        Unprintable.Say(rest, paper, type, size);

        Flow[] filled = [.. new[] { sums, rest }.Where(f => f.Pieces.Count > 0)];
        if (filled.Length == 0)
            return;

        flow.Space(size);
        flow.Columns(filled);
    }
}
