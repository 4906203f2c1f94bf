using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;
using Niaga.Retail.Products;

namespace Niaga.Retail.Stock;

/// <summary>How a level is to be read.</summary>
internal enum StockStanding
{
    Enough,
    Low,
    Out,
}

/// <summary>A counted product with its level.</summary>
internal sealed record StockLine(Guid ProductId, string Sku, string Name, string? Category, Money? Cost, Money Price, long Thousandths)
{
    /// <summary>Below this many units, somebody should order.</summary>
    public const int LowAt = 5;

    public Quantity OnHand => new(Thousandths);

    public StockStanding Standing =>
        Thousandths <= 0 ? StockStanding.Out
        : Thousandths < LowAt * 1000 ? StockStanding.Low
        : StockStanding.Enough;
}

/// <summary>Counted products with their levels.</summary>
internal static class ListStock
{
    /// <param name="q">Part of a name, SKU or barcode.</param>
    /// <param name="standing"><c>low</c>, <c>out</c> or null for all.</param>
    /// <param name="sort"><c>name</c> (or null) or <c>level</c>, with a minus in front for descending.</param>
    /// <param name="after">Name key and id of the last row seen when sorted by name, or null from the beginning.</param>
    public static IQueryable<StockLine> Of(
        RetailDb db,
        string? q,
        string? standing,
        string? sort = null,
        (string Name, Guid Id)? after = null
    )
    {
        var products = ProductFilter.Apply(db.Products, q, category: null, archived: null)!.Where(p => p.TrackStock);
        if (after is { } last)
            products = products.Where(ProductFilter.After(p => p.NameKey, last.Name, last.Id, descending: false));
        var lines = products.Select(p => new
        {
            Product = p,
            Category = db.Categories.Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            Level = db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths),
        });
        lines = standing switch
        {
            "low" => lines.Where(l => l.Level > 0 && l.Level < StockLine.LowAt * 1000),
            "out" => lines.Where(l => l.Level <= 0),
            _ => lines,
        };
        lines = sort switch
        {
            "level" => lines.OrderBy(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
            "-level" => lines.OrderByDescending(l => l.Level).ThenBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
            "-name" => lines.OrderByDescending(l => l.Product.NameKey).ThenByDescending(l => l.Product.ProductId),
            _ => lines.OrderBy(l => l.Product.NameKey).ThenBy(l => l.Product.ProductId),
        };
        return lines.Select(l => new StockLine(
            l.Product.ProductId,
            l.Product.Sku,
            l.Product.Name,
            l.Category,
            l.Product.Cost,
            l.Product.Price,
            l.Level
        ));
    }
}
