namespace Niaga.Papers.Layout;

/// <summary>Paper in points (1/72 inch).</summary>
/// <param name="Width">Of the paper.</param>
/// <param name="Height">Of a sheet; null for a roll, which is cut where the content ends.</param>
/// <param name="Margin">Left and right: on a roll what the printer's head does not reach.</param>
/// <param name="TextSize">Of ordinary text.</param>
/// <param name="Dots">Of the printer's head across a roll, at 203 to the inch; 0 for a sheet.</param>
internal sealed record Medium(float Width, float? Height, float Margin, float TextSize, int Dots = 0)
{
    public const float Millimetre = 72 / 25.4f;

    public static readonly Medium A4 = new(210 * Millimetre, 297 * Millimetre, 16 * Millimetre, 9.5f);
    public static readonly Medium Roll80 = new(80 * Millimetre, null, 4 * Millimetre, 9, 576);
    public static readonly Medium Roll58 = new(58 * Millimetre, null, 5 * Millimetre, 8, 384);

    public float Inner => Width - 2 * Margin;
}
