using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products.Import;

/// <summary>A line of a file, read as a product.</summary>
/// <param name="Sku">Null where the file has neither SKU nor barcode: the product of that name keeps its own, a new one gets a
/// number.</param>
/// <param name="Own">Of the business's own fields.</param>
internal sealed record ProductRow(
    int Line,
    string? Sku,
    string? Barcode,
    string Name,
    string? Category,
    Money? Cost,
    Money Price,
    string TaxCode,
    bool TrackStock,
    Quantity? Stock,
    FieldCells Own
) : ImportRow(Line)
{
    /// <summary>The SKU as it is compared.</summary>
    public string SkuKey { get; private init; } = SearchKey.Of(Sku ?? "");

    /// <summary>The row with the SKU that was found for it.</summary>
    public ProductRow Numbered(string sku) => this with { Sku = sku, SkuKey = SearchKey.Of(sku) };
}
