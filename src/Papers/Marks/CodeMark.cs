using QRCoder;
using SkiaSharp;
using ZXing;
using ZXing.Common;
using ZXing.OneD;

namespace Niaga.Papers.Marks;

/// <summary>A QR code or barcode as black modules, drawn at any size. The quiet zone is the layout's to leave.</summary>
internal sealed class CodeMark
{
    private readonly bool[][] rows;

    private CodeMark(bool[][] rows) => this.rows = rows;

    /// <summary>Modules from left to right.</summary>
    public int Width => rows[0].Length;

    public static CodeMark Qr(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        const int quiet = 4;
        var size = code.ModuleMatrix.Count - 2 * quiet;
        return new([
            .. Enumerable.Range(quiet, size).Select(y => Enumerable.Range(quiet, size).Select(x => code.ModuleMatrix[y][x]).ToArray()),
        ]);
    }

    /// <summary>EAN-13 or EAN-8 where the check digit is right, else Code 128; null for what no barcode can say.</summary>
    public static CodeMark? Barcode(string text)
    {
        if (text.Length is 0 or > 80 || !text.All(c => c is >= ' ' and <= '~'))
            return null;

        return IsEan(text)
            ? Bars(
                text.Length == 13 ? new EAN13Writer() : new EAN8Writer(),
                text.Length == 13 ? BarcodeFormat.EAN_13 : BarcodeFormat.EAN_8,
                text
            )
            : Bars(new Code128Writer(), BarcodeFormat.CODE_128, text);
    }

    private static bool IsEan(string text)
    {
        if (text.Length is not (8 or 13) || !text.All(char.IsAsciiDigit))
            return false;

        var sum = text.Reverse().Skip(1).Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        return (10 - sum % 10) % 10 == text[^1] - '0';
    }

    private static CodeMark Bars(Writer writer, BarcodeFormat format, string text)
    {
        var matrix = writer.encode(text, format, 0, 0, new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = 0 });
        var row = matrix.getRow(0, new BitArray(matrix.Width));
        return new([
            [.. Enumerable.Range(0, matrix.Width).Select(x => row[x])],
        ]);
    }

    /// <summary>Draws it into a rectangle, each run of modules as one.</summary>
    public void Draw(SKCanvas canvas, SKRect to)
    {
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        var (w, h) = (to.Width / Width, to.Height / rows.Length);
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (!rows[y][x])
                    continue;
                var start = x;
                while (x + 1 < Width && rows[y][x + 1])
                    x++;
                canvas.DrawRect(SKRect.Create(to.Left + start * w, to.Top + y * h, (x - start + 1) * w, h), paint);
            }
        }
    }
}
