using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Retail.Products;

namespace Niaga.Retail.Stock;

/// <summary>Reads quantities, costs and reasons as typed.</summary>
internal static class StockInput
{
    public const int LongestReason = 200;

    public static Quantity? Amount(string? typed, string field, List<Refusal> refusals)
    {
        if (Quantity.TryParse(typed, out var quantity))
            return quantity;

        refusals.Add(string.IsNullOrWhiteSpace(typed) ? PlatformErrors.Required(field) : Errors.QuantityInvalid(field));
        return null;
    }

    public static Money? Cost(string? typed, string field, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (Money.TryParse(typed, out var cost) && !cost.IsNegative)
            return cost;

        refusals.Add(Errors.AmountInvalid(field));
        return null;
    }

    public static string? Text(string? typed, string field, List<Refusal> refusals)
    {
        var text = typed?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > LongestReason)
            refusals.Add(PlatformErrors.TooLong(field, LongestReason));
        else if (!ProductInput.Plain(text))
            refusals.Add(PlatformErrors.Invalid(field));
        return text;
    }
}
