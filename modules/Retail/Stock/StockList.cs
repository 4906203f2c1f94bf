using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Stock;

/// <summary>A product whose stock is kept, with its level.</summary>
/// <param name="Counted">Whether somebody ever said how much there is.</param>
/// <param name="Thousandths">Σ movements.</param>
/// <param name="ShortAt">The branch where it is furthest below zero; null where it is below zero nowhere.</param>
/// <param name="Short">Its level there, or zero.</param>
internal sealed record StockLine(
    Guid ProductId,
    string Sku,
    string Name,
    string? Category,
    bool Counted,
    long Thousandths,
    Guid? ShortAt,
    long Short
)
{
    public Quantity OnHand => new(Thousandths);

    public string State => StockState.Of(tracked: true, Counted, Math.Min(Thousandths, Short));
}

/// <summary>Products whose stock is kept, with their levels: the stock page and <c>/api/v1/stock</c>.</summary>
internal sealed class StockList(TenantSession session)
{
    public const string Low = "low";
    public const string Out = "out";

    /// <summary>Below zero at some branch, or sold there without ever having been counted: somebody should count.</summary>
    public const string ToCount = "to-count";

    private const long LowAt = StockState.LowAt * 1000;

    /// <summary>What a standing may be, beside null for all.</summary>
    public static bool Knows(string? standing) => standing is null or Low or Out or ToCount;

    /// <summary>A page of the list; a page beyond the end is the last.</summary>
    public async Task<ListPage<StockLine>> Page(string? q, string? standing, string? sort, int page, int size, CancellationToken cancel)
    {
        var exact = await Read(q, standing, sort, page, size, near: null, cancel);
        if (exact.Total > 0 || await Spelling.Nearest(session.Open<RetailDb>(), q, cancel) is not { } near)
            return exact;

        return await Read(q, standing, sort, page, size, near, cancel);
    }

    /// <summary>Rows by name, after one that was seen.</summary>
    /// <param name="after">Name key and id of the last row seen, or null from the beginning.</param>
    public async Task<List<StockLine>> After(string? q, string? standing, (string Name, Guid Id)? after, int take, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var exact = await After(db, q, standing, near: null, after, take).ToListAsync(cancel);
        if (exact.Count > 0 || (after is not null && await Kept(db, q, standing, near: null).AnyAsync(cancel)))
            return exact;
        if (await Spelling.Nearest(db, q, cancel) is not { } near)
            return exact;

        return await After(db, q, standing, near, after, take).ToListAsync(cancel);
    }

    /// <summary>How many products somebody should count.</summary>
    public Task<int> CountToCount(CancellationToken cancel) =>
        Kept(session.Open<RetailDb>(), q: null, ToCount, near: null).CountAsync(cancel);

    /// <summary>Whether anybody ever said how much there is of anything; without, nothing is known to be low or out.</summary>
    public Task<bool> AnyCounted(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return db.Set<Product>()
            .AnyAsync(p => p.TrackStock && p.ArchivedAt == null && db.StockLevels.Any(l => l.ItemId == p.ProductId && l.Counted), cancel);
    }

    /// <param name="sort"><c>name</c> (or null) or <c>level</c>, with a minus in front for descending.</param>
    private Task<ListPage<StockLine>> Read(
        string? q,
        string? standing,
        string? sort,
        int page,
        int size,
        string[][]? near,
        CancellationToken cancel
    )
    {
        return ListPages.ReadPage(
            () => Kept(session.Open<RetailDb>(), q, standing, near).CountAsync(cancel),
            from => Rows(session.Open<RetailDb>(), from).ToListAsync(cancel),
            page,
            size
        );

        IQueryable<StockLine> Rows(RetailDb db, int from)
        {
            var kept = Kept(db, q, standing, near);
            return sort is "level" or "-level"
                ? ByLevel(db, kept, sort, from, size)
                : Shown(db, ByName(ByName(kept, sort).PageOf(db.Set<Product>(), p => p.ProductId, from, size), sort));
        }
    }

    private static IQueryable<StockLine> After(
        RetailDb db,
        string? q,
        string? standing,
        string[][]? near,
        (string Name, Guid Id)? after,
        int take
    )
    {
        var kept = Kept(db, q, standing, near);
        if (after is { } last)
            kept = kept.Where(ProductFilter.After(p => p.NameKey, last.Name, last.Id, descending: false));
        return Shown(db, ByName(kept, sort: null).Take(take));
    }

    private static IQueryable<Product> Kept(RetailDb db, string? q, string? standing, string[][]? near)
    {
        var kept = ProductFilter
            .Apply(db.Set<Product>(), q, category: null, archived: null, FieldFilter.None, near)!
            .Where(p => p.TrackStock);
        var levels = db.StockLevels.GroupBy(l => l.ItemId);
        // Of all levels at once: asked of each product by itself, a hundred thousand are looked up one by one.
        var standingSo = standing switch
        {
            Low => levels.Where(l => l.Any(x => x.Counted) && l.Sum(x => x.Thousandths) > 0 && l.Sum(x => x.Thousandths) < LowAt),
            // What lies at one branch does not fill the hole at another.
            Out => levels.Where(l =>
                l.Any(x => x.Counted) && (l.Sum(x => x.Thousandths) <= 0 || l.Any(x => x.Counted && x.Thousandths < 0))
            ),
            _ => null,
        };
        if (standing == ToCount)
            kept = kept.Where(p =>
                db.StockLevels.Where(l => l.Thousandths < 0 || (!l.Counted && l.Thousandths != 0))
                    .Select(l => l.ItemId)
                    .Contains(p.ProductId)
            );
        return standingSo is null ? kept : kept.Where(p => standingSo.Select(l => l.Key).Contains(p.ProductId));
    }

    private static IOrderedQueryable<Product> ByName(IQueryable<Product> products, string? sort) =>
        sort == "-name"
            ? products.OrderByDescending(p => p.NameKey).ThenByDescending(p => p.ProductId)
            : products.OrderBy(p => p.NameKey).ThenBy(p => p.ProductId);

    private static IQueryable<StockLine> ByLevel(RetailDb db, IQueryable<Product> kept, string sort, int from, int size)
    {
        var levels = db.StockLevels.GroupBy(l => l.ItemId).Select(g => new { Item = g.Key, Level = g.Sum(l => l.Thousandths) });
        var lines = kept.LeftJoin(levels, p => p.ProductId, l => l.Item, (p, l) => new { Product = p, Level = (long?)l!.Level ?? 0 });
        lines =
            sort == "level"
                ? lines.OrderBy(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId)
                : lines.OrderByDescending(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId);
        return Shown(db, lines.Skip(from).Take(size).Select(l => l.Product));
    }

    private static IQueryable<StockLine> Shown(RetailDb db, IQueryable<Product> products) =>
        products.Select(p => new StockLine(
            p.ProductId,
            p.Sku,
            p.Name,
            db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            db.StockLevels.Any(l => l.ItemId == p.ProductId && l.Counted),
            db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths),
            db.StockLevels.Where(l => l.ItemId == p.ProductId && l.Thousandths < 0)
                .OrderBy(l => l.Thousandths)
                .Select(l => (Guid?)l.LocationId)
                .FirstOrDefault(),
            db.StockLevels.Where(l => l.ItemId == p.ProductId && l.Thousandths < 0).Min(l => (long?)l.Thousandths) ?? 0
        ));
}
