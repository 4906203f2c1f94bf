using Niaga.Papers.Layout;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Output;

/// <summary>The head of a paper as a picture, for a look before anything is printed.</summary>
internal static class PaperPicture
{
    private const float Scale = 1.6f;

    public static byte[] Of(Paper paper, Letterhead head, SKImage? logo, Medium medium)
    {
        var type = new Typesetter();
        var fit = medium.Height is null ? null : SheetFit.Of(paper, medium);
        medium = fit?.Medium ?? medium;
        var flow = fit is null ? SlipLayout.Of(paper, head, logo, medium, type) : SheetLayout.Of(paper, head, logo, fit, type);
        var margin = medium.Height is null ? 0 : 14 * Medium.Millimetre;
        if (medium.Height is not null && head.Footer is { } footer)
        {
            flow.Space(24);
            flow.Text(footer, medium.TextSize * 0.85f, colour: SheetLayout.Quiet, align: Align.Centre);
        }
        var size = new SKImageInfo((int)(medium.Width * Scale), (int)((flow.Height + 2 * margin) * Scale));
        using var surface = SKSurface.Create(size);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(Scale);
        flow.Draw(surface.Canvas, margin);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 90);
        return png.ToArray();
    }
}
