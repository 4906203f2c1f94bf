using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Stock;

/// <summary>Takes goods in, several products at once. Answers the receipt's id, which every movement carries as its source.</summary>
[Needs(Permissions.StockChange)]
internal sealed class ReceiveStock(RetailDb db, StockLedger ledger, LowStock low, AuditTrail audit)
    : UseCase<ReceiveStock, ReceiveStock.Input, Guid>
{
    public const int MostLines = 200;

    /// <param name="Note">Supplier, delivery note number; kept with every movement.</param>
    /// <param name="Branch">Where; null for where the caller works.</param>
    public sealed record Input(IReadOnlyList<Line> Lines, string? Note, Guid? Branch = null);

    /// <param name="Quantity">As typed; more than zero.</param>
    /// <param name="UnitCost">Ringgit per unit as typed, or null.</param>
    public sealed record Line(Guid ProductId, string? Quantity, string? UnitCost);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (input.Lines.Count is 0 or > MostLines)
            refusals.Add(Errors.LinesInvalid(MostLines));
        var note = SingleLineText.Read(input.Note, nameof(input.Note), TypedInput.LongestNote, refusals);
        var receipt = Guid.CreateVersion7();
        var movements = new List<StockMovement>();
        for (var i = 0; i < Math.Min(input.Lines.Count, MostLines); i++)
        {
            var line = input.Lines[i];
            var quantity = TypedInput.Quantity(line.Quantity, $"Lines[{i}].Quantity", refusals);
            if (quantity is { Thousandths: <= 0 })
                refusals.Add(Errors.QuantityNotPositive($"Lines[{i}].Quantity"));
            var cost = TypedInput.Amount(line.UnitCost, $"Lines[{i}].UnitCost", refusals);
            movements.Add(
                new(line.ProductId, quantity ?? Quantity.Zero, StockMovementKind.Received, note, StockSources.Receipt, receipt, cost)
            );
        }
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        if (await ledger.BranchOf(input.Branch, cancel) is not { } branch)
            return BranchErrors.NotFound();
        var ids = movements.Select(m => m.ItemId).Distinct().ToArray();
        var products = await db.Set<Product>()
            .Where(p => ids.Contains(p.ProductId))
            .Select(p => new
            {
                p.ProductId,
                p.Name,
                p.TrackStock,
            })
            .ToListAsync(cancel);
        if (products.Count < ids.Length)
            return Errors.ProductNotFound();
        if (products.Find(p => !p.TrackStock) is { } uncounted)
            return Errors.StockNotTracked(uncounted.Name);

        await ledger.Move(movements, branch, cancel);
        await low.Look(ids, branch, cancel);
        foreach (var one in movements.GroupBy(m => m.ItemId))
        {
            audit.Record(
                "retail.stock_received",
                ProductAudit.Subject,
                one.Key,
                after: new
                {
                    receipt,
                    note,
                    lines = one.Select(m => new { m.Quantity, m.UnitCost }).ToArray(),
                }
            );
        }
        return receipt;
    }
}
