using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail;

/// <summary>Reads amounts and quantities as a person or a client typed them, and notes what is wrong with each.</summary>
internal static class TypedInput
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
            MoneyFault.Of(typed) switch
            {
                "comma" => Errors.AmountComma(field),
                "decimals" => Errors.AmountDecimals(field),
                "too_large" => Errors.AmountTooLarge(field),
                _ => Errors.AmountInvalid(field),
            }
        );
        return null;
    }
}
