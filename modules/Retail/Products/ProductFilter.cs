using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>What lists of products are narrowed by, on pages and in the API.</summary>
internal static class ProductFilter
{
    private const int MostWords = 8;

    /// <param name="products">Products of the business.</param>
    /// <param name="q">Part of a name, SKU or barcode. Words in any order. "Contains" reads the business's own rows only, since no index
    /// serves it behind row-level security.</param>
    /// <param name="category">Id of a category.</param>
    /// <param name="archived"><c>false</c> or null, <c>true</c>, <c>all</c>.</param>
    /// <param name="own">What the business's own fields hold.</param>
    /// <param name="near">What <see cref="Spelling"/> says to look for instead of <paramref name="q"/>; null to take it as typed.</param>
    /// <returns>Null when <paramref name="archived"/> is none of these.</returns>
    public static IQueryable<Product>? Apply(
        IQueryable<Product> products,
        string? q,
        Guid? category,
        string? archived,
        FieldFilter own,
        string[][]? near = null
    )
    {
        products = own.Apply(products, p => p.Fields);
        if (near is not null)
            products = Spelling.Near(products, near);
        else if (!string.IsNullOrWhiteSpace(q))
            products = Words(products, SearchKey.Of(q));
        if (category is { } id)
            products = products.Where(p => p.CategoryId == id);
        return archived switch
        {
            null or "" or "false" => products.Where(p => p.ArchivedAt == null),
            "true" => products.Where(p => p.ArchivedAt != null),
            "all" => products,
            _ => null,
        };
    }

    /// <summary>
    /// One word anywhere in a name, SKU or barcode; several each at the start of a word, in whatever order they are typed.
    /// </summary>
    /// <param name="products">Products of the business.</param>
    /// <param name="key">What was typed, folded by <see cref="SearchKey"/>.</param>
    public static IQueryable<Product> Words(IQueryable<Product> products, string key)
    {
        var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostWords).ToArray();
        if (words is [var only])
            return products.Where(p => p.NameKey.Contains(only) || p.SkuKey.Contains(only) || p.Barcode!.Contains(only));

        foreach (var word in words)
        {
            var within = " " + word;
            products = products.Where(p =>
                p.NameKey.StartsWith(word) || p.NameKey.Contains(within) || p.SkuKey.StartsWith(word) || p.Barcode!.StartsWith(word)
            );
        }
        return products;
    }

    /// <summary>Rows after the one a cursor names, in the order of a key and the id.</summary>
    public static Expression<Func<Product, bool>> After<TKey>(Expression<Func<Product, TKey>> key, TKey value, Guid id, bool descending)
    {
        // Boxed in a closure each, so that they travel as parameters.
        Expression<Func<TKey>> theValue = () => value;
        Expression<Func<Guid>> theId = () => id;
        var row = key.Parameters[0];
        var left = Expression.Call(
            typeof(ValueTuple),
            nameof(ValueTuple.Create),
            [typeof(TKey), typeof(Guid)],
            key.Body,
            Expression.Property(row, nameof(Product.ProductId))
        );
        var right = Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [typeof(TKey), typeof(Guid)], theValue.Body, theId.Body);
        var compare = typeof(NpgsqlDbFunctionsExtensions).GetMethod(
            descending ? nameof(NpgsqlDbFunctionsExtensions.LessThan) : nameof(NpgsqlDbFunctionsExtensions.GreaterThan),
            [typeof(DbFunctions), typeof(System.Runtime.CompilerServices.ITuple), typeof(System.Runtime.CompilerServices.ITuple)]
        )!;
        var body = Expression.Call(
            compare,
            Expression.Constant(EF.Functions),
            Expression.Convert(left, typeof(System.Runtime.CompilerServices.ITuple)),
            Expression.Convert(right, typeof(System.Runtime.CompilerServices.ITuple))
        );
        return Expression.Lambda<Func<Product, bool>>(body, row);
    }
}
