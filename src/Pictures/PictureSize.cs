namespace Niaga.Pictures;

/// <summary>What a picture is kept as: whole in 1600 × 1600 pixels, or cut to a square.</summary>
internal enum PictureSize
{
    Small = 96,
    Medium = 320,
    Large = 1600,
}
