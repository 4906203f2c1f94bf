using Niaga.Fields;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products;

/// <summary>A product as a person or a client describes it; amounts as typed.</summary>
/// <param name="Sku">Empty takes the barcode, or the next free number.</param>
/// <param name="Category">Name of a category; a new one is made.</param>
/// <param name="Cost">Ringgit, such as <c>12.50</c>.</param>
/// <param name="Price">Ringgit, tax included.</param>
/// <param name="TaxCode">Empty is <c>none</c>.</param>
internal sealed record ProductInput(
    string? Sku,
    string? Barcode,
    string? Name,
    string? Category,
    string? Cost,
    string? Price,
    string? TaxCode,
    bool TrackStock
)
{
    public const int LongestSku = 40;
    public const int LongestName = 160;
    public const int LongestCategory = 80;

    /// <summary>What lies on the shelf when the product is made, as typed; only then.</summary>
    public string? Opening { get; init; }

    /// <summary>Values of the business's own fields; null leaves them as they are.</summary>
    public FieldInput? Fields { get; init; }

    /// <summary>What was read; <see cref="Sku"/> is empty when one is to be found.</summary>
    public sealed record Checked(
        string Sku,
        string? Barcode,
        string Name,
        string? Category,
        Money? Cost,
        Money Price,
        string TaxCode,
        bool TrackStock
    );

    /// <summary>Reads it, noting everything that is wrong.</summary>
    public Checked Check(IReadOnlyDictionary<string, TaxRate> taxes, List<Refusal> refusals)
    {
        var name = SingleLineText.Read(Name, nameof(Name), LongestName, refusals);
        if (name is null)
            refusals.Add(PlatformErrors.Required(nameof(Name)));
        var barcode = SingleLineText.Read(Barcode, nameof(Barcode), LongestSku, refusals) is { } typed ? Gtin.Normalize(typed) : null;
        var taxCode = string.IsNullOrWhiteSpace(TaxCode) ? "none" : TaxCode.Trim();
        if (!taxes.ContainsKey(taxCode))
            refusals.Add(Errors.TaxCodeUnknown());
        return new(
            SingleLineText.Read(Sku, nameof(Sku), LongestSku, refusals) ?? barcode ?? "",
            barcode,
            name ?? "",
            SingleLineText.Read(Category, nameof(Category), LongestCategory, refusals),
            TypedInput.Amount(Cost, nameof(Cost), refusals),
            Required(Price, nameof(Price), refusals),
            taxCode,
            TrackStock
        );
    }

    private static Money Required(string? typed, string field, List<Refusal> refusals)
    {
        if (!string.IsNullOrWhiteSpace(typed))
            return TypedInput.Amount(typed, field, refusals) ?? Money.Zero;

        refusals.Add(PlatformErrors.Required(field));
        return Money.Zero;
    }
}
