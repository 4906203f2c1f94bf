using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Stock;

/// <summary>
/// Tells whoever looks after the stock that a counted product falls below <see cref="StockState.LowAt"/> units, and anew when none is left;
/// takes it back when there are enough again. Within a use case's transaction, which holds the level.
/// </summary>
internal sealed class LowStock(TenantSession session, Notifier notifier)
{
    public const string Low = "retail.low_stock";
    public const string Out = "retail.out_of_stock";

    private static readonly Quantity Enough = Quantity.FromUnits(StockState.LowAt);

    /// <summary>A level that was read before it changes: while there is enough nothing is said.</summary>
    public void Changed(Guid product, string name, Quantity before, Quantity after)
    {
        if (before < Enough || after < Enough)
            Say(product, name, after);
    }

    /// <summary>Products whose stock has just been moved.</summary>
    public async Task Look(IReadOnlyCollection<Guid> products, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var levels = await db
            .StockLevels.Where(l => products.Contains(l.ItemId) && l.Counted)
            .GroupBy(l => l.ItemId)
            .Select(g => new { Product = g.Key, OnHand = g.Sum(l => l.Thousandths) })
            .Join(
                db.Set<Product>(),
                l => l.Product,
                p => p.ProductId,
                (l, p) =>
                    new
                    {
                        l.Product,
                        p.Name,
                        l.OnHand,
                    }
            )
            .OrderBy(l => l.Product)
            .ToListAsync(cancel);
        foreach (var level in levels)
            Say(level.Product, level.Name, new(level.OnHand));
    }

    private void Say(Guid product, string name, Quantity left)
    {
        var kind =
            left >= Enough ? null
            : left > Quantity.Zero ? Low
            : Out;
        foreach (var other in new[] { Low, Out }.Where(k => k != kind))
            notifier.Settle(other, product.ToString());
        if (kind is not null)
            notifier.Tell(
                kind,
                product.ToString(),
                new NotificationDetails().Add("product", name).Add("left", left.ToString()),
                $"products/{product}"
            );
    }
}
