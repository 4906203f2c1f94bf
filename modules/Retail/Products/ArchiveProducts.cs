using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products;

/// <summary>Takes products off the till and the lists; what was sold of them stays. Answers which ones were archived now.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class ArchiveProducts(RetailDb db, BusinessFields fields, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<ArchiveProducts, ArchiveProducts.Input, IReadOnlyList<Guid>>
{
    public const int Most = 100;

    /// <param name="Version">The version of a single product that is meant; null for any.</param>
    public sealed record Input(IReadOnlyList<Guid> Ids, uint? Version = null);

    public override async Task<Outcome<IReadOnlyList<Guid>>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > Most)
            return Errors.SelectionInvalid(Most);

        var products = await db.Set<Product>().Where(p => input.Ids.Contains(p.ProductId)).ToListAsync(cancel);
        if (products.Count < input.Ids.Distinct().Count())
            return Errors.ProductNotFound();

        var own = await fields.Of(ProductOwnFields.Kind, cancel);
        var archived = new List<Guid>();
        foreach (var product in products.Where(p => p.ArchivedAt is null))
        {
            if (ETags.IsStale(db, product, input.Version))
                return PlatformErrors.ChangedByAnother();

            var before = ProductAudit.Facts(product);
            product.Archive(clock.GetUtcNow());
            audit.Record("retail.product_archived", ProductAudit.Subject, product.ProductId, before, ProductAudit.Facts(product));
            outbox.Publish(RetailEvents.ProductArchived, ProductTold.Of(product, own));
            archived.Add(product.ProductId);
        }
        return archived;
    }
}
