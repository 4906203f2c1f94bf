using SkiaSharp;

namespace Niaga.Papers.Marks;

/// <summary>A picture as somebody sent it: told by its bytes, and never unpacked before its size is known.</summary>
internal static class Picture
{
    /// <summary>4096 × 4096 in memory are 64 MB; a small file can claim far more.</summary>
    public const int MostPixelsASide = 4096;

    /// <returns>The content type of a whole PNG or JPEG within the size, or null.</returns>
    public static string? TypeOf(byte[] content)
    {
        var type = content switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            _ => null,
        };
        if (type is null)
            return null;

        using var image = Read(content);
        return image is null ? null : type;
    }

    /// <returns>The picture, or null where the bytes are none, are cut off or claim more than <see cref="MostPixelsASide"/>.</returns>
    public static SKImage? Read(byte[] content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width is 0 or > MostPixelsASide || codec.Info.Height is 0 or > MostPixelsASide)
            return null;

        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success ? SKImage.FromBitmap(bitmap) : null;
    }
}
