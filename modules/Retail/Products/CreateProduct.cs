using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Products;

/// <summary>Adds a product. Answers its id.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class CreateProduct(
    RetailDb db,
    ProductCatalog catalog,
    StockLedger ledger,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<CreateProduct, ProductInput, Guid>
{
    public override async Task<Outcome<Guid>> Run(ProductInput input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        // Left empty it is not counted, which is something else than none.
        var opening =
            string.IsNullOrWhiteSpace(input.Opening) || !input.TrackStock
                ? (Quantity?)null
                : TypedInput.Quantity(input.Opening, nameof(input.Opening), refusals);
        if (opening is { IsNegative: true })
            refusals.Add(Errors.QuantityInvalid(nameof(input.Opening)));
        var read = await catalog.Read(input, self: null, cancel);
        if (read.Refusal is { } refused)
            refusals.InsertRange(0, refused.All.Select(r => r with { Others = [] }));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var branch = opening is null ? null : await ledger.BranchOf(wanted: null, cancel);
        if (opening is not null && branch is null)
            return BranchErrors.NotFound() with { Field = nameof(input.Opening) };

        var details = read.Value;
        var own = await catalog.Fields(cancel);
        var product = new Product(details, clock.GetUtcNow());
        db.Set<Product>().Add(product);
        if (branch is { } at && opening is { } level)
            await ledger.Move([new(product.ProductId, level, StockMovementKind.Opening, UnitCost: product.Cost)], at, cancel);
        audit.Record("retail.product_created", ProductAudit.Subject, product.ProductId, after: ProductAudit.Facts(product, own));
        outbox.Publish(RetailEvents.ProductCreated, ProductTold.Of(product, own));
        return product.ProductId;
    }

    public override Refusal? Explain(PostgresException violation, ProductInput input) => ProductCatalog.Explain(violation, input);
}
