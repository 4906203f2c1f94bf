using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products;

/// <summary>
/// Takes back what several products were given together. What somebody changed since then stays. Answers how many were put back.
/// </summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class PutBack(RetailDb db, ProductCatalog catalog, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<PutBack, ChangedTogether, int>
{
    public override async Task<Outcome<int>> Run(ChangedTogether input, CancellationToken cancel)
    {
        var former = input.Former.DistinctBy(f => f.Id).ToDictionary(f => f.Id);
        if (former.Count is 0 or > ChangeTogether.Most)
            return Errors.SelectionInvalid(ChangeTogether.Most);
        if (!await catalog.Knows(former.Values, cancel))
            return Errors.SelectionInvalid(ChangeTogether.Most);

        var products = await db.Set<Product>().Where(p => former.Keys.Contains(p.ProductId)).OrderBy(p => p.ProductId).ToListAsync(cancel);
        if (products.Count < former.Count)
            return Errors.ProductNotFound();

        var own = await catalog.Fields(cancel);
        return products.Count(p =>
            ChangeTogether.Place(
                p,
                input.Given.Category is { } category && p.CategoryId == category ? former[p.ProductId].Category : p.CategoryId,
                input.Given.TaxCode is { } tax && p.TaxCode == tax ? former[p.ProductId].TaxCode : p.TaxCode,
                own,
                audit,
                outbox,
                clock
            )
        );
    }
}
