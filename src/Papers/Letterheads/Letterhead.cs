using SkiaSharp;

namespace Niaga.Papers.Letterheads;

/// <summary>The business as its papers show it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">Address, phone, numbers that prove it.</param>
/// <param name="Logo">PNG, JPEG or WebP; null for none.</param>
/// <param name="Colour">Of its name, titles and rules: 0xRRGGBB. Slips are black.</param>
/// <param name="Footer">What stands at the foot of every paper, or null.</param>
internal sealed record Letterhead(string Name, IReadOnlyList<string> Lines, byte[]? Logo, int Colour, string? Footer)
{
    /// <summary>Of a business that chose none.</summary>
    public const int UsualColour = 0x1F2937;

    public SKColor Ink => new(0xFF000000 | (uint)Colour);
}
