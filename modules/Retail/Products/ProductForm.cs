using Niaga.Platform.Texts;
using Niaga.Trade.Tax;
using Niaga.Ui;

namespace Niaga.Retail.Products;

/// <summary>A product as typed into the form.</summary>
internal sealed class ProductForm
{
    public string? Name { get; set; }

    public string? Price { get; set; }

    public string? Cost { get; set; }

    public string? TaxCode { get; set; }

    public string? Barcode { get; set; }

    public string? Sku { get; set; }

    public string? Category { get; set; }

    public bool TrackStock { get; set; }

    /// <summary>What lies on the shelf when the product is made.</summary>
    public string? Opening { get; set; }

    public string? Version { get; set; }

    internal ProductInput ToInput() => new(Sku, Barcode, Name, Category, Cost, Price, TaxCode, TrackStock);

    internal static ProductForm Of(ProductView product, uint version) =>
        new()
        {
            Name = product.Name,
            Price = product.Price.ToDecimalString(),
            Cost = product.Cost?.ToDecimalString(),
            TaxCode = product.TaxCode,
            Barcode = product.Barcode,
            Sku = product.Sku,
            Category = product.Category,
            TrackStock = product.TrackStock,
            Version = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

    internal static async Task<IReadOnlyList<Choice>> Taxes(TaxRates rates, TimeProvider clock, Words words, CancellationToken cancel) =>
        [
            .. (await rates.Today(clock, cancel))
                .Values.OrderBy(r => r.BasisPoints)
                .ThenBy(r => r.Code, StringComparer.Ordinal)
                .Select(r => new Choice(r.Code, Label(r, words))),
        ];

    internal static string Label(TaxRate rate, Words words) =>
        rate.TaxType == "02" ? $"{words["tax." + rate.Code]} {rate.BasisPoints / 100m:0.##}%" : words["tax." + rate.Code];
}
