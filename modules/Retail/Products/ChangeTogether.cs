using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products;

/// <summary>Gives several products one category, one tax or both. Answers those that changed, as they were before.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class ChangeTogether(RetailDb db, ProductCatalog catalog, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<ChangeTogether, ChangeTogether.Input, ChangedTogether>
{
    public const int Most = 100;

    /// <param name="Ids">Products.</param>
    /// <param name="Category">Name of a category, a new one is made; empty leaves each in its own.</param>
    /// <param name="TaxCode">Code of a tax; empty leaves each its own.</param>
    public sealed record Input(IReadOnlyList<Guid> Ids, string? Category, string? TaxCode);

    public override async Task<Outcome<ChangedTogether>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > Most)
            return Errors.SelectionInvalid(Most);
        if (string.IsNullOrWhiteSpace(input.Category) && string.IsNullOrWhiteSpace(input.TaxCode))
            return Errors.NothingToChange();
        if (!(await catalog.Placed(input.Category, input.TaxCode, cancel)).Succeeded(out var to, out var refusal))
            return refusal;

        // In one order, so that two who change the same products wait for each other.
        var products = await db.Set<Product>().Where(p => input.Ids.Contains(p.ProductId)).OrderBy(p => p.ProductId).ToListAsync(cancel);
        if (products.Count < input.Ids.Distinct().Count())
            return Errors.ProductNotFound();

        var own = await catalog.Fields(cancel);
        var former = new List<ProductPlace>();
        foreach (var product in products)
        {
            var place = new ProductPlace(product.ProductId, product.CategoryId, product.TaxCode);
            if (Place(product, to.Category ?? product.CategoryId, to.TaxCode ?? product.TaxCode, own, audit, outbox, clock))
                former.Add(place);
        }
        return new ChangedTogether(former, to);
    }

    /// <returns>False where it was so already.</returns>
    internal static bool Place(
        Product product,
        Guid? category,
        string tax,
        FieldSet own,
        AuditTrail audit,
        Outbox outbox,
        TimeProvider clock
    )
    {
        if (product.CategoryId == category && product.TaxCode == tax)
            return false;

        var before = ProductAudit.Facts(product);
        product.Change(product.Details with { CategoryId = category, TaxCode = tax }, clock.GetUtcNow());
        audit.Record("retail.product_changed", ProductAudit.Subject, product.ProductId, before, ProductAudit.Facts(product));
        outbox.Publish(RetailEvents.ProductChanged, ProductTold.Of(product, own));
        return true;
    }
}

/// <summary>What several products were given; null where it was left as it is.</summary>
internal sealed record PlaceGiven(Guid? Category, string? TaxCode);

/// <summary>Category and tax of a product.</summary>
internal sealed record ProductPlace(Guid Id, Guid? Category, string TaxCode);

/// <param name="Former">Those that changed, as they were.</param>
/// <param name="Given">What they were given.</param>
internal sealed record ChangedTogether(IReadOnlyList<ProductPlace> Former, PlaceGiven Given);
