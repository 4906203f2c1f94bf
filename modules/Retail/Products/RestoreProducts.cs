using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products;

/// <summary>Puts archived products back on the lists.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class RestoreProducts(RetailDb db, BusinessFields fields, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<RestoreProducts, RestoreProducts.Input, Done>
{
    public sealed record Input(IReadOnlyList<Guid> Ids);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > ArchiveProducts.Most)
            return Errors.SelectionInvalid(ArchiveProducts.Most);

        var products = await db.Set<Product>().Where(p => input.Ids.Contains(p.ProductId)).ToListAsync(cancel);
        if (products.Count < input.Ids.Distinct().Count())
            return Errors.ProductNotFound();

        var own = await fields.Of(ProductOwnFields.Kind, cancel);
        foreach (var product in products.Where(p => p.ArchivedAt is not null))
        {
            var before = ProductAudit.Facts(product);
            product.Restore(clock.GetUtcNow());
            audit.Record("retail.product_restored", ProductAudit.Subject, product.ProductId, before, ProductAudit.Facts(product));
            outbox.Publish(RetailEvents.ProductRestored, ProductTold.Of(product, own));
        }
        return default(Done);
    }
}
