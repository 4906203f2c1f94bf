using System.Globalization;

namespace Niaga.Papers.Letterheads;

/// <summary>A colour as a form writes it: <c>#1f2937</c>.</summary>
internal static class LetterheadColour
{
    public static string Text(int colour) => "#" + colour.ToString("x6", CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out int colour)
    {
        colour = 0;
        return text is ['#', .. { Length: 6 } digits]
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out colour);
    }

    /// <summary>Contrast with white paper (WCAG 2.2, 1.4.3) of at least 3 to 1: titles are large.</summary>
    public static bool IsReadable(int colour)
    {
        var luminance = 0.2126 * Linear(colour >> 16) + 0.7152 * Linear(colour >> 8) + 0.0722 * Linear(colour);
        return 1.05 / (luminance + 0.05) >= 3;
    }

    private static double Linear(int channel)
    {
        var share = (channel & 0xFF) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
