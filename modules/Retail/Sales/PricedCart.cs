using System.Collections.Frozen;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Retail.Stock;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Sales;

/// <summary>A cart at the shop's own prices and the day's rates, with everything that speaks against selling it.</summary>
/// <param name="Lines">The lines whose product is known; all of them where nothing is refused.</param>
/// <param name="Total">Σ lines, tax included.</param>
/// <param name="Shortages">Counted products of which there is less than the cart asks.</param>
/// <param name="Refusals">Unknown and archived products, changed prices, quantities worth nothing, a total no sale can have.</param>
internal sealed record PricedCart(
    IReadOnlyList<SaleToWrite.Line> Lines,
    Money Total,
    IReadOnlyList<Shortage> Shortages,
    IReadOnlyList<Refusal> Refusals
)
{
    /// <param name="Id">The product.</param>
    /// <param name="Quantity">How much of it.</param>
    /// <param name="Shown">The price the customer was shown; null where nobody says.</param>
    internal readonly record struct Wanted(Guid Id, Quantity Quantity, Money? Shown);

    public static PricedCart Of(IReadOnlyList<Wanted> wanted, CartProducts products, FrozenDictionary<string, TaxRate> rates)
    {
        var refusals = new List<Refusal>();
        var lines = new List<SaleToWrite.Line>(wanted.Count);
        var at = new List<int>(wanted.Count);
        var sum = Money.Zero;
        for (var i = 0; i < wanted.Count; i++)
        {
            var (id, quantity, shown) = wanted[i];
            if (Unsellable(products, id, shown, i) is { } refusal)
                refusals.Add(refusal);
            if (!products.Products.TryGetValue(id, out var product) || product.Archived)
                continue;

            var total = product.Price * quantity;
            if (total.IsZero && !product.Price.IsZero)
                refusals.Add(Errors.QuantityTooSlight($"Lines[{i}].quantity", product.Name));
            sum += total;
            if (sum.Sen > Money.MaxParsedSen)
                return new([], Money.Zero, [], [.. refusals, Errors.SaleTooLarge()]);

            lines.Add(new(product, quantity, rates[product.TaxCode].BasisPoints, rates[product.TaxCode].Within(total), total));
            at.Add(i);
        }
        return new(lines, sum, [.. Short(lines, at, products)], refusals);
    }

    private static Refusal? Unsellable(CartProducts products, Guid id, Money? shown, int line)
    {
        if (!products.Products.TryGetValue(id, out var product))
            return Errors.ProductUnknown($"Lines[{line}].productId");
        if (product.Archived)
            return Errors.ProductArchived($"Lines[{line}].productId", product.Name);

        return shown is { } price && price != product.Price
            ? Errors.PriceChanged($"Lines[{line}].unitPrice", product.Name, price, product.Price)
            : null;
    }

    /// <summary>The counted products of the cart in the order of their ids, with what there is before and after it.</summary>
    internal IEnumerable<(CartProducts.Product Product, Quantity Before, Quantity After)> Counted(CartProducts products) =>
        CountedOf(Lines, products).OrderBy(p => p.Product.Id);

    /// <summary>However many lines ask for a product, its first one is named.</summary>
    private static IEnumerable<Shortage> Short(List<SaleToWrite.Line> lines, List<int> at, CartProducts products) =>
        CountedOf(lines, products)
            .Where(p => p.After.IsNegative)
            .Select(p => new Shortage(p.Product.Id, p.Product.Name, p.Before, p.After, at[lines.FindIndex(l => l.Product == p.Product)]));

    private static IEnumerable<(CartProducts.Product Product, Quantity Before, Quantity After)> CountedOf(
        IReadOnlyList<SaleToWrite.Line> lines,
        CartProducts products
    )
    {
        foreach (var product in lines.Where(l => l.Product.TrackStock && products.EverCounted(l.Product.Id)).GroupBy(l => l.Product))
        {
            var before = products.OnHand(product.Key.Id);
            yield return (product.Key, before, before - product.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity));
        }
    }
}
