using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Callers;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Products;

/// <summary>What a till needs to know of a product.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku" example="MILO-1KG">Its code.</param>
/// <param name="Barcode" example="&quot;9556001234567&quot;">What the scanner reads, or null.</param>
/// <param name="Name" example="Milo 1 kg">Its name.</param>
/// <param name="Category" example="Minuman">Name of its category, or null.</param>
/// <param name="TaxCode" example="none">Code of the SST rate.</param>
/// <param name="TrackStock" example="true">Whether it is counted.</param>
/// <param name="OnHand">Units there are, below zero where more was sold; null when nobody knows.</param>
/// <param name="Stock" example="counted">counted, below-zero (to be counted), not-counted (sells all the same) or untracked.</param>
/// <param name="BelowZero" example="warn">What happens when more is sold than there is: warn, supervisor or refuse; null when nobody knows
/// how much there is.</param>
/// <param name="Picture">Hash of its picture, at <c>products/pictures/{hash}/320</c>; null without one.</param>
internal sealed record TillProduct(
    Guid Id,
    string Sku,
    string? Barcode,
    string Name,
    string? Category,
    Money Price,
    string TaxCode,
    bool TrackStock,
    Quantity? OnHand,
    string Stock,
    string? BelowZero,
    Guid? Picture
);

/// <summary>What a scan or a few typed letters find.</summary>
/// <param name="Exact">The code is a barcode or SKU: put it in the cart.</param>
/// <param name="Near">Nothing is called so; these are spelled nearly so, and somebody has to choose.</param>
internal sealed record LookupResult(bool Exact, IReadOnlyList<TillProduct> Items, bool Near = false);

/// <summary>
/// Finds products for the till: by barcode or SKU, else by the beginning of a name, else by words in any order, else by words spelled
/// nearly so.
/// </summary>
internal sealed class ProductLookup(RetailDb db, Caller caller)
{
    private const int Most = 20;

    /// <summary>As many tiles as a till shows at once.</summary>
    private const int MostTiles = 60;

    /// <summary>Sorts after every text that begins alike: a range on the name's index, which row-level security leaves to us.</summary>
    private const string Last = "\U0010FFFF";

    private sealed record Row(
        Guid Id,
        string Sku,
        string? Barcode,
        string Name,
        string? Category,
        Money Price,
        string TaxCode,
        bool TrackStock,
        long OnHand,
        bool Counted,
        string? BelowZero,
        Guid? Picture
    )
    {
        public TillProduct ToView(bool inCharge)
        {
            var state = StockState.Of(TrackStock, Counted, OnHand);
            var known = state is StockState.Counted or StockState.BelowZero;
            var rule = StockRules.Parse(BelowZero);
            if (rule == BelowZeroRule.Supervisor && inCharge)
                rule = BelowZeroRule.Warn;
            return new(
                Id,
                Sku,
                Barcode,
                Name,
                Category,
                Price,
                TaxCode,
                TrackStock,
                known ? new Quantity(OnHand) : null,
                state,
                known ? StockRules.Key(rule) : null,
                Picture
            );
        }
    }

    public async Task<LookupResult> Find(string? code, CancellationToken cancel)
    {
        var typed = code?.Trim() ?? "";
        if (typed.Length is 0 or > 200)
            return new(false, []);

        var key = SearchKey.Of(typed);
        var barcode = Gtin.Normalize(typed);
        var products = db.Set<Product>().Where(p => p.ArchivedAt == null);
        var exact = await Read(products.Where(p => p.Barcode == barcode || p.SkuKey == key), cancel);
        // A barcode that is another product's SKU: the scanner reads barcodes.
        if (exact.Count > 0)
            return new(true, [exact.Find(p => p.Barcode == barcode) ?? exact[0]]);

        var beyond = key + Last;
#pragma warning disable CA1309 // Compared in the database, by a column whose collation is C: ordinal.
        var found = await Read(products.Where(p => string.Compare(p.NameKey, key) >= 0 && string.Compare(p.NameKey, beyond) < 0), cancel);
#pragma warning restore CA1309
        if (found.Count == 0)
            found = await Read(ProductFilter.Words(products, key), cancel);
        if (found.Count > 0 || await Spelling.Nearest(db, key, cancel) is not { } near)
            return new(false, found);

        return new(false, await Read(Spelling.Near(products, near), cancel), Near: true);
    }

    /// <summary>Products to be touched rather than searched, by name: of a category, or of all.</summary>
    public async Task<IReadOnlyList<TillProduct>> Tiles(Guid? category, CancellationToken cancel) =>
        await Read(db.Set<Product>().Where(p => p.ArchivedAt == null && (category == null || p.CategoryId == category)), cancel, MostTiles);

    private async Task<List<TillProduct>> Read(IQueryable<Product> products, CancellationToken cancel, int most = Most)
    {
        var rows = await products.OrderBy(p => p.NameKey).ThenBy(p => p.ProductId).Take(most).Select(View(db)).ToListAsync(cancel);
        var inCharge = caller.May(Permissions.SellBelowZero);
        return rows.ConvertAll(r => r.ToView(inCharge));
    }

    private static Expression<Func<Product, Row>> View(RetailDb db) =>
        p => new Row(
            p.ProductId,
            p.Sku,
            p.Barcode,
            p.Name,
            db.Set<Category>().Where(c => c.CategoryId == p.CategoryId).Select(c => c.Name).FirstOrDefault(),
            p.Price,
            p.TaxCode,
            p.TrackStock,
            db.StockLevels.Where(l => l.ItemId == p.ProductId).Sum(l => l.Thousandths),
            db.StockLevels.Any(l => l.ItemId == p.ProductId && l.Counted),
            db.StockRules.Select(r => r.BelowZero).FirstOrDefault(),
            p.Picture
        );
}
