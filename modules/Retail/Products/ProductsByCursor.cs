using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products;

/// <summary>A product in the API.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku" example="MILO-1KG">The shop's own code; unique.</param>
/// <param name="Barcode" example="&quot;9556001234567&quot;">What the scanner reads; unique, or null.</param>
/// <param name="Name" example="Milo 1 kg">What it is called on the till and the receipt.</param>
/// <param name="CategoryId">Id of its category, or null.</param>
/// <param name="Category" example="Minuman">Name of its category.</param>
/// <param name="Cost">What a unit costs the shop; null where nobody said, and for whoever may not see costs.</param>
/// <param name="Currency" example="MYR">ISO 4217 code.</param>
/// <param name="TaxCode" example="none">Code of the SST rate.</param>
/// <param name="TrackStock" example="true">Whether it is counted.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Price">Ringgit, tax included.</param>
/// <param name="Archived">No longer sold.</param>
internal sealed record ProductView(
    Guid Id,
    string Sku,
    string? Barcode,
    string Name,
    Guid? CategoryId,
    string? Category,
    Money? Cost,
    Money Price,
    string Currency,
    string TaxCode,
    bool TrackStock,
    bool Archived,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>The API's list of products: one database round trip, the frequent shapes compiled.</summary>
internal static class ProductsByCursor
{
    private const int DefaultItems = 20;

    private static readonly Func<RetailDb, int, IAsyncEnumerable<ProductView>> FirstByName = EF.CompileAsyncQuery(
        (RetailDb db, int take) =>
            db.Set<Product>()
                .Where(p => p.ArchivedAt == null)
                .OrderBy(p => p.NameKey)
                .ThenBy(p => p.ProductId)
                .Take(take)
                .Select(p => new ProductView(
                    p.ProductId,
                    p.Sku,
                    p.Barcode,
                    p.Name,
                    p.CategoryId,
                    db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
                    p.Cost,
                    p.Price,
                    p.Currency,
                    p.TaxCode,
                    p.TrackStock,
                    p.ArchivedAt != null,
                    p.CreatedAt,
                    p.UpdatedAt
                ))
    );

    private static readonly Func<RetailDb, int, string, Guid, IAsyncEnumerable<ProductView>> NextByName = EF.CompileAsyncQuery(
        (RetailDb db, int take, string name, Guid id) =>
            db.Set<Product>()
                .Where(p =>
                    p.ArchivedAt == null && EF.Functions.GreaterThan(ValueTuple.Create(p.NameKey, p.ProductId), ValueTuple.Create(name, id))
                )
                .OrderBy(p => p.NameKey)
                .ThenBy(p => p.ProductId)
                .Take(take)
                .Select(p => new ProductView(
                    p.ProductId,
                    p.Sku,
                    p.Barcode,
                    p.Name,
                    p.CategoryId,
                    db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
                    p.Cost,
                    p.Price,
                    p.Currency,
                    p.TaxCode,
                    p.TrackStock,
                    p.ArchivedAt != null,
                    p.CreatedAt,
                    p.UpdatedAt
                ))
    );

    /// <summary>A product as the API shows it.</summary>
    public static Expression<Func<Product, ProductView>> View(RetailDb db) =>
        p => new ProductView(
            p.ProductId,
            p.Sku,
            p.Barcode,
            p.Name,
            p.CategoryId,
            db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            p.Cost,
            p.Price,
            p.Currency,
            p.TaxCode,
            p.TrackStock,
            p.ArchivedAt != null,
            p.CreatedAt,
            p.UpdatedAt
        );

    /// <param name="Q">Part of a name, SKU or barcode; where nothing matches, small typing errors are forgiven.</param>
    /// <param name="Category">Id of a category.</param>
    /// <param name="Archived"><c>false</c> (also when absent), <c>true</c> or <c>all</c>.</param>
    /// <param name="Sort"><c>name</c>, <c>sku</c>, <c>price</c> or <c>updated</c>, with a minus in front for descending.</param>
    public sealed record Query(string? Q, Guid? Category, string? Archived, string? Sort, int? Limit, string? Cursor);

    public static async Task<Outcome<CursorPage<ProductView>>> Run(RetailDb db, Query query, CancellationToken cancel)
    {
        var limit = query.Limit ?? DefaultItems;
        if (limit is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems);

        var (at, id) = ("", Guid.Empty);
        if (query.Cursor is not null && !Cursors.TryRead(query.Cursor, out at, out id))
            return PlatformErrors.CursorInvalid();
        if (query is { Q: null, Category: null, Archived: null or "false", Sort: null or "name" })
        {
            return await Page(
                query.Cursor is null ? FirstByName(db, limit + 1) : NextByName(db, limit + 1, at, id),
                limit,
                p => SearchKey.Of(p.Name),
                cancel
            );
        }
        var products = ProductFilter.Apply(db.Set<Product>(), query.Q, query.Category, query.Archived);
        if (products is null)
            return PlatformErrors.Invalid(nameof(query.Archived));

        var after = query.Cursor is null ? ((string, Guid)?)null : (at, id);
        var exact = await Sorted(db, products, query.Sort ?? "name", after, limit, cancel);
        if (exact is not { Refusal: null, Value.Items.Count: 0 } || (after is not null && await products.AnyAsync(cancel)))
            return exact;
        if (await Spelling.Nearest(db, query.Q, cancel) is not { } near)
            return exact;

        products = ProductFilter.Apply(db.Set<Product>(), query.Q, query.Category, query.Archived, near)!;
        return await Sorted(db, products, query.Sort ?? "name", after, limit, cancel);
    }

    private static async Task<Outcome<CursorPage<ProductView>>> Sorted(
        RetailDb db,
        IQueryable<Product> products,
        string sort,
        (string At, Guid Id)? after,
        int limit,
        CancellationToken cancel
    )
    {
        var descending = sort.StartsWith('-');
        switch (sort.TrimStart('-'))
        {
            case "name":
                return await Sorted(
                    db,
                    products,
                    p => p.NameKey,
                    p => SearchKey.Of(p.Name),
                    after?.At,
                    after?.Id,
                    descending,
                    limit,
                    cancel
                );
            case "sku":
                return await Sorted(db, products, p => p.SkuKey, p => SearchKey.Of(p.Sku), after?.At, after?.Id, descending, limit, cancel);
            case "price":
                Money price = default;
                if (
                    after is { } last
                    && !(
                        long.TryParse(last.At, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sen)
                        && (price = new(sen)) is { }
                    )
                )
                    return PlatformErrors.CursorInvalid();

                return await Sorted(
                    db,
                    products,
                    p => p.Price,
                    p => p.Price.Sen.ToString(CultureInfo.InvariantCulture),
                    price,
                    after?.Id,
                    descending,
                    limit,
                    cancel
                );
            case "updated":
                DateTimeOffset time = default;
                if (
                    after is { } then
                    && !DateTimeOffset.TryParseExact(then.At, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
                )
                    return PlatformErrors.CursorInvalid();

                return await Sorted(
                    db,
                    products,
                    p => p.UpdatedAt,
                    p => p.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
                    time.ToUniversalTime(),
                    after?.Id,
                    descending,
                    limit,
                    cancel
                );
            default:
                return Errors.SortUnknown();
        }
    }

    private static Task<CursorPage<ProductView>> Sorted<TKey>(
        RetailDb db,
        IQueryable<Product> products,
        Expression<Func<Product, TKey>> key,
        Func<ProductView, string> write,
        TKey? after,
        Guid? id,
        bool descending,
        int limit,
        CancellationToken cancel
    )
    {
        if (id is { } last)
            products = products.Where(ProductFilter.After(key, after!, last, descending));
        var ordered = descending
            ? products.OrderByDescending(key).ThenByDescending(p => p.ProductId)
            : products.OrderBy(key).ThenBy(p => p.ProductId);
        return Page(ordered.Take(limit + 1).Select(View(db)).AsAsyncEnumerable(), limit, write, cancel);
    }

    private static async Task<CursorPage<ProductView>> Page(
        IAsyncEnumerable<ProductView> rows,
        int limit,
        Func<ProductView, string> key,
        CancellationToken cancel
    )
    {
        var items = new List<ProductView>(limit + 1);
        await foreach (var row in rows.WithCancellation(cancel))
            items.Add(row);
        if (items.Count <= limit)
            return new(items, null);

        items.RemoveAt(limit);
        return new(items, Cursors.Write(key(items[^1]), items[^1].Id));
    }
}
