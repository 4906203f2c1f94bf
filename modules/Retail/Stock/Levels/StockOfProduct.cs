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

    /// <summary>Of all branches that are seen; nothing where nothing ever moved.</summary>
    public async Task<Level> Now(Guid product, CancellationToken cancel)
    {
        var each = await ByBranch(product, cancel);
        return new(each.Values.Sum(l => l.Thousandths), each.Values.Any(l => l.Counted));
    }

    /// <summary>By the branch it lies at; a branch where nothing ever moved is not in it.</summary>
    public Task<Dictionary<Guid, Level>> ByBranch(Guid product, CancellationToken cancel) =>
        session
            .Open<RetailDb>()
            .StockLevels.Where(l => l.ItemId == product)
            .ToDictionaryAsync(l => l.LocationId, l => new Level(l.Thousandths, l.Counted), cancel);

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
