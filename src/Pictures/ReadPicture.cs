namespace Niaga.Pictures;

/// <summary>A picture drawn anew from what somebody sent: nothing of the file that came is in it but what one sees.</summary>
/// <param name="Hash">The first half of the SHA-256 of <paramref name="Large"/>.</param>
/// <param name="Width">Of the large one, upright.</param>
/// <param name="Height">Of the large one, upright.</param>
/// <param name="Large">WebP within 1600 × 1600.</param>
/// <param name="Medium">WebP, a square of at most 320.</param>
/// <param name="Small">WebP, a square of at most 96.</param>
public sealed record ReadPicture(Guid Hash, int Width, int Height, byte[] Large, byte[] Medium, byte[] Small)
{
    internal const string ContentType = "image/webp";
}
