using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Retail.Products;

/// <summary>One product with its version.</summary>
internal sealed class ProductDetail(TenantSession session)
{
    public sealed record Found(ProductView Product, uint Version);

    /// <returns>Null when the business has none by that id.</returns>
    public async Task<Found?> Find(Guid id, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return await db.Set<Product>()
            .Where(p => p.ProductId == id)
            .Select(p => new Found(
                new ProductView(
                    p.ProductId,
                    p.Sku,
                    p.Barcode,
                    p.Name,
                    p.CategoryId,
                    db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
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
}
