using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Retail.Products;

/// <summary>Changes what a product is called, costs and is found by.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class ChangeProduct(RetailDb db, ProductCatalog catalog, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<ChangeProduct, ChangeProduct.Input, Changed>
{
    /// <param name="Product">All of it; without an SKU it keeps the one it has.</param>
    /// <param name="Version">The version the change was made from; null overwrites.</param>
    public sealed record Input(Guid Id, ProductInput Product, uint? Version);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        if (await db.Set<Product>().SingleOrDefaultAsync(p => p.ProductId == input.Id, cancel) is not { } product)
            return Errors.ProductNotFound();
        var typed = string.IsNullOrWhiteSpace(input.Product.Sku) ? input.Product with { Sku = product.Sku } : input.Product;
        if (!(await catalog.Read(typed, product, cancel)).Succeeded(out var details, out var refusal))
            return refusal;
        if (ETags.IsStale(db, product, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (details == product.Details)
            return new Changed(ETags.VersionOf(db, product));

        var own = await catalog.Fields(cancel);
        var (before, told) = (ProductAudit.Facts(product, own), ProductTold.Of(product, own));
        product.Change(details, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        audit.Record("retail.product_changed", ProductAudit.Subject, product.ProductId, before, ProductAudit.Facts(product, own));
        // That only its cost changed is told to nobody.
        if (ProductTold.Of(product, own) != told)
            outbox.Publish(RetailEvents.ProductChanged, ProductTold.Of(product, own));
        return new Changed(ETags.VersionOf(db, product));
    }

    public override Refusal? Explain(PostgresException violation, Input input) => ProductCatalog.Explain(violation, input.Product);
}
