using System.Text;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail;

/// <summary>Reads amounts, quantities and texts as a person or a client typed them, and notes what is wrong with each.</summary>
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

        refusals.Add(Errors.AmountInvalid(field));
        return null;
    }

    /// <summary>Without the spaces around it; null when nothing is left.</summary>
    public static string? Text(string? typed, string field, int longest, List<Refusal> refusals)
    {
        var text = typed?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > longest)
            refusals.Add(PlatformErrors.TooLong(field, longest));
        else if (!IsPlain(text))
            refusals.Add(PlatformErrors.Invalid(field));
        return text;
    }

    /// <summary>Nothing that a receipt could not print.</summary>
    public static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return false;
        }
        return true;
    }
}
