using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Stock.Levels;

/// <summary>The stock of one product and what moved it.</summary>
internal sealed class StockOfProduct(TenantSession session)
{
    /// <param name="Thousandths">Σ movements.</param>
    /// <param name="Counted">Whether somebody ever said how much there is.</param>
    internal sealed record Level(long Thousandths, bool Counted);

    /// <summary>Nothing where nothing ever moved.</summary>
    public async Task<Level> Now(Guid product, CancellationToken cancel) =>
        await session
            .Open<RetailDb>()
            .StockLevels.Where(l => l.ItemId == product)
            .GroupBy(l => l.ItemId)
            .Select(g => new Level(g.Sum(l => l.Thousandths), g.Any(l => l.Counted)))
            .FirstOrDefaultAsync(cancel)
        ?? new(0, Counted: false);

    /// <summary>A page of what came in and went out, the newest first.</summary>
    public Task<ListPage<StockEntry>> Movements(Guid product, int page, int size, CancellationToken cancel) =>
        session.ReadPage(
            (RetailDb db) => db.StockEntries.Where(m => m.ItemId == product).OrderByDescending(m => m.MovementId),
            page,
            size,
            cancel
        );

    /// <summary>What came in and went out before a movement, the newest first; from the newest when it is null.</summary>
    public Task<List<StockEntry>> MovementsBefore(Guid product, Guid? movement, int most, CancellationToken cancel) =>
        session
            .Open<RetailDb>()
            .StockEntries.Where(m => m.ItemId == product && (movement == null || m.MovementId < movement))
            .OrderByDescending(m => m.MovementId)
            .Take(most)
            .ToListAsync(cancel);
}
