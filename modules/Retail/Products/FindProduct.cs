using Microsoft.EntityFrameworkCore;

namespace Niaga.Retail.Products;

/// <summary>One product with its version.</summary>
internal static class FindProduct
{
    public sealed record Found(ProductView Product, uint Version);

    /// <returns>Null when the business has none by that id.</returns>
    public static async Task<Found?> Run(RetailDb db, Guid id, CancellationToken cancel) =>
        await db
            .Products.Where(p => p.ProductId == id)
            .Select(p => new Found(
                new ProductView(
                    p.ProductId,
                    p.Sku,
                    p.Barcode,
                    p.Name,
                    p.CategoryId,
                    db.Categories.Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
                    p.Cost,
                    p.Price,
                    p.Currency,
                    p.TaxCode,
                    p.TrackStock,
                    p.ArchivedAt != null,
                    p.CreatedAt,
                    p.UpdatedAt
                ),
                EF.Property<uint>(p, "Version")
            ))
            .FirstOrDefaultAsync(cancel);
}
