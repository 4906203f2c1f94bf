using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail;

/// <summary>Reads amounts and quantities as a person or a client typed them, and notes what is wrong with each.</summary>
internal static partial class TypedInput
{
    /// <summary>Of a reason or a note.</summary>
    public const int LongestNote = 200;

    /// <summary>Required.</summary>
    public static Quantity? Quantity(string? typed, string field, List<Refusal> refusals)
    {
        if (Niaga.Platform.Values.Quantity.TryParse(typed, out var quantity))
            return quantity;

        refusals.Add(string.IsNullOrWhiteSpace(typed) ? PlatformErrors.Required(field) : Errors.QuantityInvalid(field));
        return null;
    }

    /// <summary>Null when empty; never below zero.</summary>
    public static Money? Amount(string? typed, string field, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (Money.TryParse(typed, out var amount) && !amount.IsNegative)
            return amount;

        refusals.Add(
            FaultOf(typed) switch
            {
                "comma" => Errors.AmountComma(field),
                "decimals" => Errors.AmountDecimals(field),
                "too_large" => Errors.AmountTooLarge(field),
                _ => Errors.AmountInvalid(field),
            }
        );
        return null;
    }

    /// <summary>What is wrong with an amount that cannot be read; null where it is nothing in particular.</summary>
    public static string? FaultOf(string typed) =>
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
