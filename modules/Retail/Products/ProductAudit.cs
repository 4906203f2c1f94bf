using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>A product as the audit log keeps it.</summary>
internal static class ProductAudit
{
    public const string Subject = "retail.product";

    public sealed record State(
        string Sku,
        string? Barcode,
        string Name,
        Guid? CategoryId,
        Money? Cost,
        Money Price,
        string TaxCode,
        bool TrackStock,
        bool Archived
    );

    public static State Facts(Product p) =>
        new(p.Sku, p.Barcode, p.Name, p.CategoryId, p.Cost, p.Price, p.TaxCode, p.TrackStock, p.ArchivedAt is not null);
}
