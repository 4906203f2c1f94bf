using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>A product as a webhook tells it: of <see cref="ProductView"/> what everybody may see, so never its cost.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku">The shop's own code.</param>
/// <param name="Barcode">What the scanner reads.</param>
/// <param name="Name">Its name.</param>
/// <param name="CategoryId">Its category.</param>
/// <param name="Price">Of a unit, tax included.</param>
/// <param name="Currency">Of the price.</param>
/// <param name="TaxCode">Its tax.</param>
/// <param name="TrackStock">Whether it is counted.</param>
/// <param name="Archived">Whether it is off the lists.</param>
/// <param name="Fields">Values of the business's own fields, by key.</param>
internal sealed record ProductTold(
    Guid Id,
    string Sku,
    string? Barcode,
    string Name,
    Guid? CategoryId,
    Money Price,
    string Currency,
    string TaxCode,
    bool TrackStock,
    bool Archived,
    FieldValues Fields
)
{
    public static ProductTold Of(Product p, FieldSet own) =>
        new(
            p.ProductId,
            p.Sku,
            p.Barcode,
            p.Name,
            p.CategoryId,
            p.Price,
            p.Currency,
            p.TaxCode,
            p.TrackStock,
            p.ArchivedAt is not null,
            own.Shown(p.Details.Fields)
        );
}
