using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Stock;

/// <summary>A move of stock from branch to branch, there or back; within a use case's transaction.</summary>
internal sealed class StockMove(RetailDb db, StockTransfers transfers, ShortageCheck shortages, LowStock low, AuditTrail audit)
{
    /// <param name="Id">Which document; both halves of each movement name it.</param>
    /// <param name="Source">Its kind.</param>
    /// <param name="AllowShort">Whoever moves it knows that the records show less where it leaves.</param>
    internal sealed record Plan(Guid Id, string Source, Guid From, Guid To, IReadOnlyList<Line> Lines, string? Note, bool AllowShort);

    /// <param name="At">Its place among the lines that were given, for what is refused about it.</param>
    internal sealed record Line(Guid ProductId, Quantity Quantity, int At);

    /// <param name="Id">Which document.</param>
    /// <param name="From">Name of the branch it left.</param>
    /// <param name="To">Name of the branch it came to.</param>
    /// <param name="Products">How many.</param>
    /// <param name="Short">How many of them show less than nothing now where they left.</param>
    public sealed record Done(Guid Id, string From, string To, int Products, int Short);

    public async Task<Outcome<Done>> Act(Plan plan, CancellationToken cancel)
    {
        var open = await transfers.Hold(plan.From, plan.To, cancel);
        if (!open.TryGetValue(plan.From, out var from))
            return BranchErrors.NotFound() with { Field = "From" };
        if (!open.TryGetValue(plan.To, out var to))
            return BranchErrors.NotFound() with { Field = "To" };

        var wanted = plan
            .Lines.GroupBy(l => l.ProductId)
            .Select(g => (Item: g.Key, Quantity: g.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity), g.First().At))
            .ToArray();
        Guid[] ids = [.. wanted.Select(w => w.Item)];
        var names = await db.Set<Product>()
            .Where(p => ids.Contains(p.ProductId))
            .Select(p => new
            {
                p.ProductId,
                p.Name,
                p.TrackStock,
            })
            .ToDictionaryAsync(p => p.ProductId, cancel);
        if (names.Count < ids.Length)
            return Errors.ProductNotFound();
        if (names.Values.FirstOrDefault(p => !p.TrackStock) is { } uncounted)
            return Errors.StockNotTracked(uncounted.Name);

        var levels = await transfers.Levels(ids, plan.From, plan.To, cancel);
        Shortage[] missing =
        [
            .. wanted
                .Select(w => (w, Level: levels.GetValueOrDefault(w.Item)))
                .Where(x => x.Level.Counted && x.Level.OnHand < x.w.Quantity)
                .Select(x => new Shortage(x.w.Item, names[x.w.Item].Name, x.Level.OnHand, x.Level.OnHand - x.w.Quantity, x.w.At)),
        ];
        if (await shortages.Refuse(missing, approved: false, cancel) is { } refusal)
            return refusal;
        if (
            !plan.AllowShort
            && Refusal.Of([.. missing.Select(s => Errors.MoreThanLiesThere($"Lines[{s.Line}].Quantity", s.Name, s.Left, from))])
                is { } asked
        )
            return asked;

        await transfers.Move(
            [.. wanted.Select(w => new MovedItem(w.Item, w.Quantity))],
            plan.From,
            plan.To,
            plan.Source,
            plan.Id,
            plan.Note,
            cancel
        );
        await low.Look(ids, plan.From, cancel);
        await low.Look(ids, plan.To, cancel);
        foreach (var (item, quantity, _) in wanted)
        {
            audit.Record(
                "retail.stock_moved",
                ProductAudit.Subject,
                item,
                after: new
                {
                    quantity,
                    movedFrom = from,
                    movedTo = to,
                    note = plan.Note,
                }
            );
        }
        return new Done(plan.Id, from, to, wanted.Length, missing.Length);
    }

    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName switch
        {
            StockLedger.NotEnough or StockLedger.Reserved => Errors.StockWentMeanwhile(),
            StockTransfers.MovedOnce or StockTransfers.Balanced => Errors.TransferTakenBack(),
            _ => null,
        };
}
