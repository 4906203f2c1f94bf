using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Retail.Products;

/// <summary>What the page of products shows.</summary>
internal sealed class ProductRows(TenantSession session, ProductCount count)
{
    private const int MostCategories = 30;

    // The list as it is opened, read row by row (decision 23); searched and sorted otherwise it is put together each time.
    // Its number of rows is a literal: of a parameter PostgreSQL knows nothing, and plans for a tenth of all products.
    private static readonly string First = $"""
        SELECT p.product_id, p.sku, p.name,
            (SELECT c.name FROM retail.categories c WHERE c.tenant_id = $1 AND c.category_id = p.category_id),
            p.price_sen, p.track_stock, l.on_hand, l.counted, l.lowest, p.picture, p.fields::text
        FROM retail.products p LEFT JOIN LATERAL (
            SELECT sum(s.on_hand)::bigint AS on_hand, max(s.counted::int) AS counted, least(min(s.on_hand), 0) AS lowest
            FROM trade.stock_levels s WHERE s.tenant_id = $1 AND s.item_id = p.product_id
        ) l ON true
        WHERE p.tenant_id = $1 AND p.archived_at IS NULL ORDER BY p.name_key, p.product_id LIMIT {Pager.DefaultSize}
        """;

    /// <param name="Stock">What there is of it; null where no movement was ever made.</param>
    /// <param name="Picture">Hash of its first picture.</param>
    /// <param name="Own">Values of the business's own fields.</param>
    internal sealed record Row(
        Guid Id,
        string Sku,
        string Name,
        string? Category,
        Money Price,
        bool TrackStock,
        OnHand? Stock,
        Guid? Picture,
        FieldValues Own
    );

    /// <summary>What there is of a product at all places together, found in one look.</summary>
    /// <param name="Thousandths">Thousandths on stock.</param>
    /// <param name="Counts">1 where somebody ever said how much there is, else 0.</param>
    /// <param name="Short">Its level at the branch where it is furthest below zero, or zero.</param>
    internal sealed record OnHand(long Thousandths, int Counts, long Short);

    internal sealed record CategoryOption(Guid Id, string Name);

    private sealed record CategoryOptions(IReadOnlyList<CategoryOption> First);

    /// <summary>What a sort may be, a field of the business's own among them; anything else is by name.</summary>
    public static string SortOf(string? asked, FieldSet own) =>
        asked is "name" or "-name" or "sku" or "-sku" or "price" or "-price" ? asked : FieldFilter.SortOf(own, asked) ?? "name";

    /// <summary>The first categories by name.</summary>
    public async Task<IReadOnlyList<CategoryOption>> Categories(CancellationToken cancel) =>
        (await session.Remember(() => ReadCategories(cancel))).First;

    /// <param name="Q">Part of a name, SKU or barcode.</param>
    /// <param name="Category">Id of a category.</param>
    /// <param name="Archived"><c>true</c>, <c>all</c>, or null for those that are sold.</param>
    /// <param name="Own">What the business's own fields hold.</param>
    internal sealed record Narrowed(string? Q, Guid? Category, string? Archived, FieldFilter Own)
    {
        public bool IsNot => string.IsNullOrWhiteSpace(Q) && Category is null && Archived is null && Own.IsEmpty;
    }

    /// <param name="Key">As <see cref="SortOf"/> gives it.</param>
    /// <param name="Own">The field it names; null for one of the list's own columns.</param>
    internal sealed record Order(string Key, Field? Own);

    /// <param name="by">Which products.</param>
    /// <param name="order">In which order.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The rows, and whether they are only spelled nearly so.</returns>
    public async Task<(ListPage<Row> Rows, bool Near)> Page(Narrowed by, Order order, int page, CancellationToken cancel)
    {
        var exact = await Exact(by, order, page, cancel);
        if (exact.Total > 0 || await Spelling.Nearest(session.Open<RetailDb>(), by.Q, cancel) is not { } near)
            return (exact, false);

        var found = await Read(by, order, page, near, cancel);
        return (found, found.Total > 0);
    }

    private Task<ListPage<Row>> Exact(Narrowed by, Order order, int page, CancellationToken cancel) =>
        by.IsNot && order.Key == "name" && page == 1
            ? ListPages.ReadPage(
                () => count.OnSale(cancel),
                _ => session.Rows(First, [session.Tenant.Value], RowOf, cancel),
                page,
                Pager.DefaultSize
            )
            : Read(by, order, page, near: null, cancel);

    private Task<ListPage<Row>> Read(Narrowed by, Order order, int page, string[][]? near, CancellationToken cancel)
    {
        return ListPages.ReadPage(
            () => by.IsNot ? count.OnSale(cancel) : Found(session.Open<RetailDb>()).CountAsync(cancel),
            from => Rows(session.Open<RetailDb>(), from).ToListAsync(cancel),
            page,
            Pager.DefaultSize
        );

        IQueryable<Product> Found(RetailDb db) => ProductFilter.Apply(db.Set<Product>(), by.Q, by.Category, by.Archived, by.Own, near)!;

        IQueryable<Row> Rows(RetailDb db, int from)
        {
            var found = Ordered(Found(db), order);
            return Shown(
                db,
                from == 0
                    ? found.Take(Pager.DefaultSize)
                    : Ordered(found.PageOf(db.Set<Product>(), p => p.ProductId, from, Pager.DefaultSize), order)
            );
        }
    }

    private async Task<CategoryOptions> ReadCategories(CancellationToken cancel) =>
        new(
            await session
                .Open<RetailDb>()
                .Set<Category>()
                .OrderBy(c => c.NameKey)
                .Select(c => new CategoryOption(c.CategoryId, c.Name))
                .Take(MostCategories)
                .ToListAsync(cancel)
        );

    private static Row RowOf(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            new(row.GetInt64(4)),
            row.GetBoolean(5),
            row.IsDBNull(6) ? null : new OnHand(row.GetInt64(6), row.GetInt32(7), row.GetInt64(8)),
            row.IsDBNull(9) ? null : row.GetGuid(9),
            FieldValues.Of(row.GetString(10))
        );

    private static IQueryable<Row> Shown(RetailDb db, IQueryable<Product> products) =>
        products.Select(p => new Row(
            p.ProductId,
            p.Sku,
            p.Name,
            db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            p.Price,
            p.TrackStock,
            db.StockLevels.Where(l => l.ItemId == p.ProductId)
                .GroupBy(l => l.ItemId)
                .Select(g => new OnHand(
                    g.Sum(l => l.Thousandths),
                    g.Max(l => l.Counted ? 1 : 0),
                    g.Min(l => l.Thousandths < 0 ? l.Thousandths : 0)
                ))
                .FirstOrDefault(),
            p.Picture,
            FieldValues.Of(p.Fields)
        ));

    private static IOrderedQueryable<Product> Ordered(IQueryable<Product> products, Order order) =>
        order.Key switch
        {
            _ when order.Own is { } field => FieldFilter
                .Order(products, p => p.Fields, field, order.Key.StartsWith('-'))
                .ThenBy(p => p.NameKey)
                .ThenBy(p => p.ProductId),
            "-name" => products.OrderByDescending(p => p.NameKey).ThenBy(p => p.ProductId),
            "sku" => products.OrderBy(p => p.SkuKey),
            "-sku" => products.OrderByDescending(p => p.SkuKey),
            "price" => products.OrderBy(p => p.Price).ThenBy(p => p.NameKey).ThenBy(p => p.ProductId),
            "-price" => products.OrderByDescending(p => p.Price).ThenBy(p => p.NameKey).ThenBy(p => p.ProductId),
            _ => products.OrderBy(p => p.NameKey).ThenBy(p => p.ProductId),
        };
}
