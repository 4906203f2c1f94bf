using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Stock;

/// <summary>A product whose stock is kept, with its level.</summary>
/// <param name="Counted">Whether somebody ever said how much there is.</param>
/// <param name="Thousandths">Σ movements.</param>
internal sealed record StockLine(Guid ProductId, string Sku, string Name, string? Category, bool Counted, long Thousandths)
{
    public Quantity OnHand => new(Thousandths);

    public string State => StockState.Of(tracked: true, Counted, Thousandths);
}

/// <summary>Products whose stock is kept, with their levels: the stock page and <c>/api/v1/stock</c>.</summary>
internal sealed class StockList(TenantSession session)
{
    public const string Low = "low";
    public const string Out = "out";

    /// <summary>Below zero, or sold without ever having been counted: somebody should count.</summary>
    public const string ToCount = "to-count";

    /// <summary>What a standing may be, beside null for all.</summary>
    public static bool Knows(string? standing) => standing is null or Low or Out or ToCount;

    /// <summary>A page of the list; a page beyond the end is the last.</summary>
    public async Task<ListPage<StockLine>> Page(string? q, string? standing, string? sort, int page, int size, CancellationToken cancel)
    {
        var exact = await session.ReadPage((RetailDb db) => Of(db, q, standing, sort), page, size, cancel);
        if (exact.Total > 0 || await Spelling.Nearest(session.Open<RetailDb>(), q, cancel) is not { } near)
            return exact;

        return await session.ReadPage((RetailDb db) => Of(db, q, standing, sort, near: near), page, size, cancel);
    }

    /// <summary>Rows by name, after one that was seen.</summary>
    /// <param name="after">Name key and id of the last row seen, or null from the beginning.</param>
    public async Task<List<StockLine>> After(string? q, string? standing, (string Name, Guid Id)? after, int take, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var exact = await Of(db, q, standing, sort: null, after).Take(take).ToListAsync(cancel);
        if (exact.Count > 0 || (after is not null && await Of(db, q, standing, sort: null).AnyAsync(cancel)))
            return exact;
        if (await Spelling.Nearest(db, q, cancel) is not { } near)
            return exact;

        return await Of(db, q, standing, sort: null, after, near).Take(take).ToListAsync(cancel);
    }

    /// <summary>How many products somebody should count.</summary>
    public Task<int> CountToCount(CancellationToken cancel) =>
        Of(session.Open<RetailDb>(), q: null, ToCount, sort: null).CountAsync(cancel);

    /// <summary>Whether anybody ever said how much there is of anything; without, nothing is known to be low or out.</summary>
    public Task<bool> AnyCounted(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return db.Set<Product>()
            .AnyAsync(p => p.TrackStock && p.ArchivedAt == null && db.StockLevels.Any(l => l.ItemId == p.ProductId && l.Counted), cancel);
    }

    /// <param name="sort"><c>name</c> (or null) or <c>level</c>, with a minus in front for descending.</param>
    private static IQueryable<StockLine> Of(
        RetailDb db,
        string? q,
        string? standing,
        string? sort,
        (string Name, Guid Id)? after = null,
        string[][]? near = null
    )
    {
        var products = ProductFilter.Apply(db.Set<Product>(), q, category: null, archived: null, near)!.Where(p => p.TrackStock);
        if (after is { } last)
            products = products.Where(ProductFilter.After(p => p.NameKey, last.Name, last.Id, descending: false));
        var lines = products.Select(p => new
        {
            Product = p,
            Category = db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            Level = db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths),
            Counted = db.StockLevels.Any(l => l.ItemId == p.ProductId && l.Counted),
        });
        lines = standing switch
        {
            Low => lines.Where(l => l.Counted && l.Level > 0 && l.Level < StockState.LowAt * 1000),
            Out => lines.Where(l => l.Counted && l.Level <= 0),
            ToCount => lines.Where(l => l.Level < 0 || (!l.Counted && l.Level != 0)),
            _ => lines,
        };
        lines = sort switch
        {
            "level" => lines.OrderBy(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
            "-level" => lines.OrderByDescending(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
            "-name" => lines.OrderByDescending(l => l.Product.NameKey).ThenByDescending(l => l.Product.ProductId),
            _ => lines.OrderBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
        };
        return lines.Select(l => new StockLine(l.Product.ProductId, l.Product.Sku, l.Product.Name, l.Category, l.Counted, l.Level));
    }
}
