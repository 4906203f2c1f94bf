using System.Security.Cryptography;
using Niaga.Platform.Refusals;
using SkiaSharp;

namespace Niaga.Pictures;

/// <summary>
/// Unpacks a picture and draws it anew, upright and in sRGB. What else its file held (place, camera, owner, a second file behind it) is
/// left behind.
/// </summary>
internal static class DecodedPicture
{
    /// <summary>Claimed by the file's head, before anything is unpacked: 160 MB of memory at the most.</summary>
    public const int MostMegapixels = 40;

    private const int LargeQuality = 82;
    private const int SquareQuality = 78;
    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    public static Outcome<ReadPicture> Read(ReadOnlySpan<byte> content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width < 1 || codec.Info.Height < 1)
            return PictureErrors.Broken();
        if ((long)codec.Info.Width * codec.Info.Height > MostMegapixels * 1_000_000L)
            return PictureErrors.TooManyPixels();

        using var unpacked = Unpack(codec);
        if (unpacked is null)
            return PictureErrors.Broken();

        using var upright = Upright(unpacked, codec.EncodedOrigin);
        var large = Encode(upright, LargeQuality);
        return new ReadPicture(
            new Guid(SHA256.HashData(large).AsSpan(0, 16), bigEndian: true),
            upright.Width,
            upright.Height,
            large,
            Square(upright, (int)PictureSize.Medium),
            Square(upright, (int)PictureSize.Small)
        );
    }

    private static SKBitmap? Unpack(SKCodec codec)
    {
        // A JPEG can be unpacked smaller: less memory, less time.
        var size = codec.Info.Size;
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var smaller = codec.GetScaledDimensions(eighths / 8f);
            if (Math.Max(smaller.Width, smaller.Height) < (int)PictureSize.Large)
                continue;

            size = smaller;
            break;
        }
        using var colours = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
            return bitmap;

        bitmap.Dispose();
        return null;
    }

    private static SKBitmap Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        var scale = Math.Min(1f, (float)PictureSize.Large / Math.Max(picture.Width, picture.Height));
        var (width, height) = (Scaled(picture.Width, scale), Scaled(picture.Height, scale));
        var turned = origin >= SKEncodedOrigin.LeftTop;
        var upright = Blank(turned ? height : width, turned ? width : height);
        using var canvas = new SKCanvas(upright);
        canvas.Concat(Turn(origin, upright.Width, upright.Height));
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, SKRect.Create(width, height), Sampling);
        return upright;
    }

    /// <summary>From the order in which a camera wrote the pixels to how the picture was seen (EXIF 2.3, 4.6.4, Orientation).</summary>
    private static SKMatrix Turn(SKEncodedOrigin origin, float width, float height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };

    /// <summary>The middle of it.</summary>
    private static byte[] Square(SKBitmap picture, int most)
    {
        var side = Math.Min(picture.Width, picture.Height);
        var size = Math.Min(side, most);
        using var square = Blank(size, size);
        using (var canvas = new SKCanvas(square))
        using (var image = SKImage.FromBitmap(picture))
        {
            var middle = SKRect.Create((picture.Width - side) / 2f, (picture.Height - side) / 2f, side, side);
            canvas.DrawImage(image, middle, SKRect.Create(size, size), Sampling);
        }
        return Encode(square, SquareQuality);
    }

    private static SKBitmap Blank(int width, int height) => new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));

    private static int Scaled(int length, float scale) => Math.Max(1, (int)MathF.Round(length * scale));

    private static byte[] Encode(SKBitmap picture, int quality)
    {
        using var encoded = picture.Encode(SKEncodedImageFormat.Webp, quality);
        return encoded.ToArray();
    }
}
