using Niaga.Papers.Layout;
using SkiaSharp;

namespace Niaga.Papers.Labels;

/// <summary>Labels as a PDF at their true size: printed without scaling, each falls on its own.</summary>
public static class LabelSheets
{
    /// <summary>More would be a book.</summary>
    public const int MostLabels = 2000;

    /// <param name="labels">In their order, one entry for each copy.</param>
    /// <param name="size">What they are printed on.</param>
    /// <param name="used">How many places of the first sheet have no label any more.</param>
    public static byte[] Pdf(IReadOnlyList<Label> labels, LabelSize size, int used = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(size);
        using var to = new MemoryStream();
        using (var document = SKDocument.CreatePdf(to, new SKDocumentPdfMetadata { Creator = "Niaga", RasterDpi = 300 }))
        {
            // Copies of a label are laid out once.
            var laid = new Dictionary<Label, Action<SKCanvas>>();
            SKCanvas? canvas = null;
            var place = used % size.OnSheet;
            foreach (var label in labels)
            {
                canvas ??= document.BeginPage(
                    (size.IsRoll ? size.Width : 210) * Medium.Millimetre,
                    (size.IsRoll ? size.Height : 297) * Medium.Millimetre
                );
                if (!laid.TryGetValue(label, out var draw))
                    laid[label] = draw = LabelLayout.Of(label, size.Width * Medium.Millimetre, size.Height * Medium.Millimetre);
                canvas.Save();
                canvas.Translate(
                    (size.Left + place % size.Columns * size.Step) * Medium.Millimetre,
                    (size.Top + place / size.Columns * size.Height) * Medium.Millimetre
                );
                draw(canvas);
                canvas.Restore();
                if (++place < size.OnSheet)
                    continue;

                document.EndPage();
                (canvas, place) = (null, 0);
            }
            if (canvas is not null)
                document.EndPage();
            document.Close();
        }
        return to.ToArray();
    }
}
