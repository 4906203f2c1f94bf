using Niaga.Platform.Refusals;

namespace Niaga.Pictures;

/// <summary>Every refusal of pictures, by name.</summary>
public static class PictureErrors
{
    /// <summary>What reading a picture may be refused for.</summary>
    internal static readonly Refusal[] OfReading =
    [
        PlatformErrors.FileEmpty(PictureReader.Field),
        TooLarge(),
        NotReadable(),
        Heic(),
        Broken(),
        TooManyPixels(),
        PlatformErrors.FileInfected(PictureReader.Field),
    ];

    internal static Refusal TooLarge() => new("pictures.too_large", 413, PictureReader.Field, PictureReader.MostMegabytes);

    /// <summary>No PNG, JPEG or WebP, whatever its name says.</summary>
    internal static Refusal NotReadable() => new("pictures.not_readable", 400, PictureReader.Field);

    /// <summary>How an iPhone keeps what it takes, unless it is told otherwise.</summary>
    internal static Refusal Heic() => new("pictures.heic", 400, PictureReader.Field);

    /// <summary>Begins as a picture and is none, or is cut off.</summary>
    internal static Refusal Broken() => new("pictures.broken", 400, PictureReader.Field);

    internal static Refusal TooManyPixels() => new("pictures.too_many_pixels", 400, PictureReader.Field, DecodedPicture.MostMegapixels);

    internal static Refusal TooMany() => new("pictures.too_many", 409, PictureReader.Field, RecordPictures.Most);

    internal static Refusal NotFound() => new("pictures.not_found", 404);

    /// <summary>Not the record's pictures, each once.</summary>
    internal static Refusal OrderInvalid() => new("pictures.order_invalid", 400, "Pictures");
}
