using Niaga.Papers.Layout;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Output;

/// <summary>
/// A slip as the bytes a receipt printer takes (ESC/POS): always as a picture in bands, since code pages of printers hold neither Chinese
/// nor Tamil and differ from one to the next.
/// </summary>
internal static class EscPos
{
    /// <summary>Rows of dots sent at a time: printers with little memory begin before the rest is there.</summary>
    public const int Band = 128;

    private static readonly byte[] Reset = [0x1B, (byte)'@'];
    private static readonly byte[] FeedAndCut = [0x1D, (byte)'V', 66, 48];

    public static byte[] Of(Paper paper, Letterhead head, SKImage? logo, Medium medium)
    {
        var flow = SlipLayout.Of(paper, head, logo, medium, new Typesetter());
        var scale = medium.Dots / medium.Inner;
        var rows = (int)Math.Ceiling(flow.Height * scale);
        using var to = new MemoryStream();
        to.Write(Reset);
        using var band = new SKBitmap(new SKImageInfo(medium.Dots, Band, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(band);
        for (var top = 0; top < rows; top += Band)
        {
            canvas.Clear(SKColors.White);
            canvas.Save();
            canvas.Translate(0, -top);
            canvas.Scale(scale);
            canvas.Translate(-medium.Margin, 0);
            flow.Draw(canvas, 0);
            canvas.Restore();
            canvas.Flush();
            Write(to, band, Math.Min(Band, rows - top));
        }
        to.Write(FeedAndCut);
        return to.ToArray();
    }

    /// <summary>GS v 0: width in bytes and height in dots, low byte first, then a bit for each dot.</summary>
    private static void Write(MemoryStream to, SKBitmap band, int rows)
    {
        var bytes = band.Width / 8;
        to.Write([0x1D, (byte)'v', (byte)'0', 0, (byte)bytes, (byte)(bytes >> 8), (byte)rows, (byte)(rows >> 8)]);
        var pixels = band.GetPixelSpan();
        for (var y = 0; y < rows; y++)
        {
            var row = pixels.Slice(y * band.RowBytes, band.Width);
            for (var x = 0; x < band.Width; x += 8)
            {
                var dots = 0;
                for (var bit = 0; bit < 8; bit++)
                    dots = (dots << 1) | (row[x + bit] < 144 ? 1 : 0);
                to.WriteByte((byte)dots);
            }
        }
    }
}
