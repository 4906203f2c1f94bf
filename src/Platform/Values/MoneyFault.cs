using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>What keeps typed text from being an amount, so that its writer is told.</summary>
public static partial class MoneyFault
{
    /// <summary><c>comma</c>, <c>decimals</c> or <c>too_large</c>; null where it is nothing in particular.</summary>
    /// <param name="typed">What <see cref="Money.TryParse"/> refused.</param>
    public static string? Of(string typed) =>
        Comma().IsMatch(typed) ? "comma"
        : Decimals().IsMatch(typed) ? "decimals"
        : Whole().IsMatch(typed) ? "too_large"
        : null;

    [GeneratedRegex(@"^\s*(RM)?\s*\d+,\d{1,2}\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Comma();

    [GeneratedRegex(@"^\s*(RM)?\s*[\d,]+\.\d{3,}\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Decimals();

    [GeneratedRegex(@"^\s*(RM)?\s*(\d{7,}|\d{1,3}(,\d{3})+)(\.\d{0,2})?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Whole();
}
