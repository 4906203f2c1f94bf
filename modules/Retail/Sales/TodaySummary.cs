using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Sales;

/// <summary>
/// What the dashboard's widgets show, read once for all of them.
/// </summary>
internal sealed class TodaySummary(TenantSession session, SalesFigures figures, ProductCount products)
{
    /// <summary>How many alerts a widget shows; the rest is a number.</summary>
    public const int MostAlerts = 8;

    /// <summary>Below this many thousandths someone should order.</summary>
    private const long Low = StockState.LowAt * 1000;

    /// <param name="Days">Takings of the last 30 days, today last.</param>
    /// <param name="Today">Today so far.</param>
    /// <param name="Alerts">Products that are out or nearly, the emptiest first.</param>
    /// <param name="AllAlerts">How many such products there are.</param>
    /// <param name="YesterdayByNow">Yesterday's sales up to this time of day.</param>
    /// <param name="HasProducts">False in a shop without a product: it is not all in stock, there is none.</param>
    internal sealed record Reading(
        IReadOnlyList<SalesFigures.Takings> Days,
        SalesFigures.Day Today,
        SalesFigures.Day YesterdayByNow,
        IReadOnlyList<Alert> Alerts,
        long AllAlerts,
        bool HasProducts
    );

    internal sealed record Alert(Guid Product, string Name, Quantity OnHand);

    private sealed record Row(Guid Id, string Name, long OnHand, long All);

    private Task<Reading>? reading;

    public Task<Reading> Read(CancellationToken cancel) => reading ??= ReadAll(cancel);

    private async Task<Reading> ReadAll(CancellationToken cancel)
    {
        var (days, soFar, low) = (figures.LastTakings(SalesFigures.DaysOnDashboard, cancel), figures.SoFar(cancel), Lowest(cancel));
        var onSale = products.OnSale(cancel);
        await Task.WhenAll(days, soFar, low, onSale);
        var rows = await low;
        var (today, yesterdayByNow) = await soFar;
        return new(
            await days,
            today,
            yesterdayByNow,
            rows.ConvertAll(r => new Alert(r.Id, r.Name, new(r.OnHand))),
            rows.Count == 0 ? 0 : rows[0].All,
            await onSale > 0
        );
    }

    private Task<List<Row>> Lowest(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var tenant = db.Tenant.Value;
        return db
            .Database.SqlQuery<Row>(
                $"""
                SELECT p.product_id AS "Id", p.name AS "Name", l.on_hand::bigint AS "OnHand", count(*) OVER () AS "All"
                FROM retail.products p
                JOIN (SELECT item_id, sum(on_hand) AS on_hand FROM trade.stock_levels WHERE tenant_id = {tenant} AND counted
                    GROUP BY item_id) l ON l.item_id = p.product_id
                WHERE p.tenant_id = {tenant} AND p.track_stock AND p.archived_at IS NULL AND l.on_hand < {Low}
                ORDER BY l.on_hand, p.name_key LIMIT {MostAlerts}
                """
            )
            .ToListAsync(cancel);
    }
}
