using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
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
/// <param name="Fields">Values of the business's own fields, by key; `GET /api/v1/fields` says which there are.</param>
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
    DateTimeOffset UpdatedAt,
    FieldValues Fields
)
{
    internal static ProductView Read(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetGuid(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : new Money(row.GetInt64(6)),
            new(row.GetInt64(7)),
            row.GetString(8),
            row.GetString(9),
            row.GetBoolean(10),
            row.GetBoolean(11),
            row.GetFieldValue<DateTimeOffset>(12),
            row.GetFieldValue<DateTimeOffset>(13),
            FieldValues.Of(row.GetString(14))
        );
}

/// <summary>The API's list of products: one database round trip. As it is opened and turned it is read row by row (decision 23).</summary>
internal static class ProductsByCursor
{
    private const int DefaultItems = 20;

    // The columns of ProductView.Read.
    private const string Sold = """
        SELECT p.product_id, p.sku, p.barcode, p.name, p.category_id,
            (SELECT c.name FROM retail.categories c WHERE c.tenant_id = $1 AND c.category_id = p.category_id),
            p.cost_sen, p.price_sen, p.currency, p.tax_code, p.track_stock, p.archived_at IS NOT NULL, p.created_at, p.updated_at, p.fields
        FROM retail.products p WHERE p.tenant_id = $1 AND p.archived_at IS NULL
        """;

    /// <summary>The list as it is opened: of business $1 the first $2.</summary>
    internal const string First = Sold + " ORDER BY p.name_key, p.product_id LIMIT $2";

    private const string Next = Sold + " AND (p.name_key, p.product_id) > ($3, $4) ORDER BY p.name_key, p.product_id LIMIT $2";

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
            p.UpdatedAt,
            FieldValues.Of(p.Fields)
        );

    /// <param name="Q">Part of a name, SKU or barcode; where nothing matches, small typing errors are forgiven.</param>
    /// <param name="Category">Id of a category.</param>
    /// <param name="Archived"><c>false</c> (also when absent), <c>true</c> or <c>all</c>.</param>
    /// <param name="Sort"><c>name</c>, <c>sku</c>, <c>price</c> or <c>updated</c>, with a minus in front for descending.</param>
    /// <param name="Own">What the business's own fields hold.</param>
    public sealed record Query(string? Q, Guid? Category, string? Archived, string? Sort, int? Limit, string? Cursor, FieldFilter Own);

    public static async Task<Outcome<CursorPage<ProductView>>> Run(TenantSession session, Query query, CancellationToken cancel)
    {
        var limit = query.Limit ?? DefaultItems;
        if (limit is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems);

        var (at, id) = ("", Guid.Empty);
        if (query.Cursor is not null && !Cursors.TryRead("products", query.Cursor, out at, out id))
            return PlatformErrors.CursorInvalid();
        if (query is { Q: null, Category: null, Archived: null or "false", Sort: null or "name", Own.IsEmpty: true })
        {
            var (tenant, take) = (session.Tenant.Value, limit + 1);
            var rows = query.Cursor is null
                ? session.Rows(First, [tenant, take], ProductView.Read, cancel)
                : session.Rows(Next, [tenant, take, at, id], ProductView.Read, cancel);
            return Page(await rows, limit, p => SearchKey.Of(p.Name));
        }
        var db = session.Open<RetailDb>();
        var products = ProductFilter.Apply(db.Set<Product>(), query.Q, query.Category, query.Archived, query.Own);
        if (products is null)
            return PlatformErrors.Invalid(nameof(query.Archived));

        var after = query.Cursor is null ? ((string, Guid)?)null : (at, id);
        var exact = await Sorted(db, products, query.Sort ?? "name", after, limit, cancel);
        if (exact is not { Refusal: null, Value.Items.Count: 0 } || (after is not null && await products.AnyAsync(cancel)))
            return exact;
        if (await Spelling.Nearest(db, query.Q, cancel) is not { } near)
            return exact;

        products = ProductFilter.Apply(db.Set<Product>(), query.Q, query.Category, query.Archived, query.Own, near)!;
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

    private static async Task<CursorPage<ProductView>> Sorted<TKey>(
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
        return Page(await ordered.Take(limit + 1).Select(View(db)).ToListAsync(cancel), limit, write);
    }

    private static CursorPage<ProductView> Page(List<ProductView> items, int limit, Func<ProductView, string> key)
    {
        if (items.Count <= limit)
            return new(items, null);

        items.RemoveAt(limit);
        return new(items, Cursors.Write("products", key(items[^1]), items[^1].Id));
    }
}
