using System.Globalization;
using Niaga.Papers.Layout;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Output;

/// <summary>A paper as PDF: sheets with page numbers, or one page as long as the slip.</summary>
internal static class PdfFile
{
    private const float Top = 14 * Medium.Millimetre;
    private const float Bottom = 12 * Medium.Millimetre;

    public static byte[] Of(Paper paper, Letterhead head, SKImage? logo, Medium medium)
    {
        var type = new Typesetter();
        using var to = new MemoryStream();
        var about = new SKDocumentPdfMetadata
        {
            Title = $"{paper.Title} {paper.Number}",
            Author = head.Name,
            Creator = "Niaga",
            RasterDpi = 300,
        };
        using (var document = SKDocument.CreatePdf(to, about))
        {
            if (medium.Height is not null)
                Sheets(document, paper, head, logo, SheetFit.Of(paper, medium), type);
            else
                Slip(document, SlipLayout.Of(paper, head, logo, medium, type), medium);
            document.Close();
        }
        return to.ToArray();
    }

    private static void Slip(SKDocument document, Flow flow, Medium medium)
    {
        flow.Draw(document.BeginPage(medium.Width, flow.Height), 0);
        document.EndPage();
    }

    private static void Sheets(SKDocument document, Paper paper, Letterhead head, SKImage? logo, SheetFit fit, Typesetter type)
    {
        var medium = fit.Medium;
        var height = medium.Height!.Value;
        var foot = new Flow(type, medium.Margin, medium.Inner);
        if (head.Footer is { } footer)
            foot.Text(footer, medium.TextSize * 0.85f, colour: SheetLayout.Quiet, align: Align.Centre);
        var last = medium.TextSize * 1.4f;
        var bottom = height - Bottom - last - foot.Height;
        var pages = Pages.Of(SheetLayout.Of(paper, head, logo, fit, type).Pieces, bottom - Top - 8);
        for (var i = 0; i < pages.Count; i++)
        {
            var canvas = document.BeginPage(medium.Width, height);
            var y = Top;
            foreach (var piece in pages[i])
            {
                piece.Draw(canvas, y);
                y += piece.Height;
            }
            foot.Draw(canvas, bottom);
            var page = new Flow(type, medium.Margin, medium.Inner);
            page.Pair(
                $"{paper.Title} {paper.Number}",
                paper.Words[
                    "papers.page",
                    (i + 1).ToString(CultureInfo.InvariantCulture),
                    pages.Count.ToString(CultureInfo.InvariantCulture)
                ],
                medium.TextSize * 0.85f,
                colour: SheetLayout.Quiet
            );
            page.Draw(canvas, bottom + foot.Height);
            document.EndPage();
        }
    }
}
