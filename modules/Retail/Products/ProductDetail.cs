using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;

namespace Niaga.Retail.Products;

/// <summary>One product with its version.</summary>
internal sealed class ProductDetail(TenantSession session)
{
    // Read by its page, its form and the API: compiled once.
    private static readonly Func<RetailDb, Guid, CancellationToken, Task<Found?>> ById = EF.CompileAsyncQuery(
        (RetailDb db, Guid id, CancellationToken cancel) =>
            db.Set<Product>()
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
                        p.UpdatedAt,
                        FieldValues.Of(p.Fields)
                    ),
                    EF.Property<uint>(p, "Version")
                ))
                .FirstOrDefault()
    );

    public sealed record Found(ProductView Product, uint Version);

    /// <returns>Null when the business has none by that id.</returns>
    public Task<Found?> Find(Guid id, CancellationToken cancel) => ById(session.Open<RetailDb>(), id, cancel);
}
