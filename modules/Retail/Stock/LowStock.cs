using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Stock;

/// <summary>
/// Tells whoever looks after the stock that a counted product falls below <see cref="StockState.LowAt"/> units, and takes it back when
/// there are that many again. Within a use case's transaction, which holds the level.
/// </summary>
internal sealed class LowStock(TenantSession session, Notifier notifier)
{
    public const string Notice = "retail.low_stock";

    private static readonly Quantity Enough = Quantity.FromUnits(StockState.LowAt);

    /// <summary>A level that was read before it changes: only the step over the line says anything.</summary>
    public void Changed(Guid product, string name, Quantity before, Quantity after)
    {
        if (before >= Enough && after < Enough)
            Tell(product, name, after);
        else if (before < Enough && after >= Enough)
            notifier.Settle(Notice, Subject(product));
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
        {
            if (new Quantity(level.OnHand) < Enough)
                Tell(level.Product, level.Name, new(level.OnHand));
            else
                notifier.Settle(Notice, Subject(level.Product));
        }
    }

    private void Tell(Guid product, string name, Quantity left) =>
        notifier.Tell(
            Notice,
            Subject(product),
            new NotificationDetails().Add("product", name).Add("left", left.ToString()),
            $"products/{product}"
        );

    private static string Subject(Guid product) => product.ToString();
}
