using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Branches;

namespace Niaga.Retail.Stock;

/// <summary>
/// Tells whoever looks after the stock that a counted product falls below <see cref="StockState.LowAt"/> units at a branch, and anew when
/// none is left; takes it back when there are enough again there. A business with several branches is told which. Within a use case's
/// transaction, which holds the level.
/// </summary>
internal sealed class LowStock(TenantSession session, Notifier notifier, BranchList branches)
{
    public const string Low = "retail.low_stock";
    public const string Out = "retail.out_of_stock";

    private static readonly Quantity Enough = Quantity.FromUnits(StockState.LowAt);

    /// <summary>A level of a branch that was read before it changes: while there is enough nothing is said.</summary>
    public async Task Changed(Guid product, string name, Guid branch, Quantity before, Quantity after, CancellationToken cancel)
    {
        if (before < Enough || after < Enough)
            Say(product, name, await Place(branch, cancel), after);
    }

    /// <summary>Products whose stock at a branch has just been moved.</summary>
    public async Task Look(IReadOnlyCollection<Guid> products, Guid branch, CancellationToken cancel)
    {
        var place = await Place(branch, cancel);
        var db = session.Open<RetailDb>();
        var levels = await db
            .StockLevels.Where(l => products.Contains(l.ItemId) && l.LocationId == branch && l.Counted)
            .Join(
                db.Set<Product>(),
                l => l.ItemId,
                p => p.ProductId,
                (l, p) =>
                    new
                    {
                        p.ProductId,
                        p.Name,
                        l.Thousandths,
                    }
            )
            .OrderBy(l => l.ProductId)
            .ToListAsync(cancel);
        foreach (var level in levels)
            Say(level.ProductId, level.Name, place, new(level.Thousandths));
    }

    /// <summary>Which branch, and what it is called where there are several.</summary>
    /// <param name="First">What is told of it stays one as a second branch is opened.</param>
    private sealed record At(Guid Branch, bool First, string? Name);

    private async Task<At> Place(Guid branch, CancellationToken cancel)
    {
        var all = await branches.All(cancel);
        var several = all.Count(b => b.ArchivedAt is null) > 1;
        return new(branch, all[0].Id == branch, several ? all.FirstOrDefault(b => b.Id == branch)?.Name : null);
    }

    private void Say(Guid product, string name, At at, Quantity left)
    {
        var kind =
            left >= Enough ? null
            : left > Quantity.Zero ? Low
            : Out;
        var subject = at.First ? $"{product}" : $"{product} {at.Branch}";
        foreach (var other in new[] { Low, Out }.Where(k => k != kind))
            notifier.Settle(other, subject);
        if (kind is null)
            return;

        // Words a business wrote itself know the product and what is left: the branch stands in these.
        var details = at.Name is { } place
            ? new NotificationDetails()
                .AddText("product", "retail.stock.at_branch", name, place)
                .AddText("left", "retail.stock.at_branch", left.ToString(), place)
            : new NotificationDetails().Add("product", name).Add("left", left.ToString());
        notifier.Tell(kind, subject, details, $"products/{product}" + (at.Name is null ? "" : $"?branch={at.Branch}"));
    }
}
