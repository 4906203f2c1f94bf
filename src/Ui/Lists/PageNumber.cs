using System.Globalization;

namespace Niaga.Ui;

/// <summary>A page's number from its address.</summary>
public static class PageNumber
{
    /// <summary>1 for whatever is no number.</summary>
    public static int Of(string? asked) =>
        int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 1_000_000) : 1;
}
