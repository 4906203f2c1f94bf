using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Retail.Products;

/// <summary>The categories of products, by name.</summary>
internal sealed class CategoryList(TenantSession session)
{
    private const int MostSuggested = 200;

    /// <param name="Products">How many products it holds, archived ones left out.</param>
    internal sealed record Row(Guid Id, string Name, int Products);

    internal sealed record Choice(Guid Id, string Name);

    private sealed record Suggested(IReadOnlyList<string> Names);

    public Task<List<Row>> All(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return db.Set<Category>()
            .OrderBy(c => c.NameKey)
            .Select(c => new Row(c.CategoryId, c.Name, db.Set<Product>().Count(p => p.CategoryId == c.CategoryId && p.ArchivedAt == null)))
            .ToListAsync(cancel);
    }

    /// <summary>Those with something to sell.</summary>
    public Task<List<Choice>> OnSale(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return db.Set<Category>()
            .Where(c => db.Set<Product>().Any(p => p.CategoryId == c.CategoryId && p.ArchivedAt == null))
            .OrderBy(c => c.NameKey)
            .Select(c => new Choice(c.CategoryId, c.Name))
            .ToListAsync(cancel);
    }

    /// <summary>Names to suggest in a form.</summary>
    public async Task<IReadOnlyList<string>> Names(CancellationToken cancel) =>
        (
            await session.Remember(async () =>
                new Suggested(
                    await session
                        .Open<RetailDb>()
                        .Set<Category>()
                        .OrderBy(c => c.NameKey)
                        .Select(c => c.Name)
                        .Take(MostSuggested)
                        .ToListAsync(cancel)
                )
            )
        ).Names;
}
