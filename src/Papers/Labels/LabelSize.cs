using System.Diagnostics.CodeAnalysis;

namespace Niaga.Papers.Labels;

/// <summary>Labels as they are sold: sheets of A4, or a roll with one label after the other. In millimetres.</summary>
/// <param name="Key">Its word in an address.</param>
/// <param name="Width">Of a label.</param>
/// <param name="Height">Of a label.</param>
/// <param name="Columns">Labels across a sheet; 1 on a roll.</param>
/// <param name="Rows">Labels down a sheet; 1 on a roll.</param>
/// <param name="Left">Of the first label from the sheet's edge.</param>
/// <param name="Top">Of the first label from the sheet's edge.</param>
/// <param name="Step">From one label's left edge to the next one's.</param>
public sealed record LabelSize(string Key, float Width, float Height, int Columns, int Rows, float Left, float Top, float Step)
{
    /// <summary>The common ones; a sheet's number is how many labels it has.</summary>
    public static readonly IReadOnlyList<LabelSize> All =
    [
        new("a4-21", 63.5f, 38.1f, 3, 7, 7.2f, 15.15f, 66.04f),
        new("a4-24", 70, 37, 3, 8, 0, 0.5f, 70),
        new("a4-40", 52.5f, 29.7f, 4, 10, 0, 0, 52.5f),
        new("a4-65", 38.1f, 21.2f, 5, 13, 4.7f, 10.7f, 40.6f),
        new("roll-58x40", 58, 40, 1, 1, 0, 0, 58),
        new("roll-50x30", 50, 30, 1, 1, 0, 0, 50),
        new("roll-40x30", 40, 30, 1, 1, 0, 0, 40),
    ];

    public bool IsRoll => Columns * Rows == 1;

    public int OnSheet => Columns * Rows;

    /// <returns>False for what is none; the first where nothing is asked for.</returns>
    public static bool TryParse(string? key, [NotNullWhen(true)] out LabelSize? size)
    {
        size = string.IsNullOrEmpty(key) ? All[0] : All.FirstOrDefault(s => s.Key == key);
        return size is not null;
    }
}
