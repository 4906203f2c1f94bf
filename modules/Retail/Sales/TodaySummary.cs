using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;

namespace Niaga.Retail.Sales;

/// <summary>
/// What the dashboard's widgets show, read once for all of them.
/// </summary>
internal sealed class TodaySummary(TenantSession session, RecentSales sales, ProductCount products)
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
        IReadOnlyList<RecentSales.DayTakings> Days,
        RecentSales.Part Today,
        RecentSales.Part YesterdayByNow,
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
        var (recent, low, onSale) = (sales.Read(cancel), Lowest(cancel), products.OnSale(cancel));
        await Task.WhenAll(recent, low, onSale);
        var (days, today, yesterdayByNow) = await recent;
        var rows = await low;
        return new(
            days,
            today,
            yesterdayByNow,
            rows.ConvertAll(r => new Alert(r.Id, r.Name, new(r.OnHand))),
            rows.Count == 0 ? 0 : rows[0].All,
            await onSale > 0
        );
    }

    private Task<List<Row>> Lowest(CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        return session.Rows(
            $"""
            SELECT p.product_id, p.name, l.on_hand::bigint, count(*) OVER ()
            FROM retail.products p
            JOIN (SELECT item_id, sum(on_hand) AS on_hand FROM trade.stock_levels WHERE tenant_id = {tenant} AND counted
                GROUP BY item_id HAVING sum(on_hand) < {Low}) l ON l.item_id = p.product_id
            WHERE p.tenant_id = {tenant} AND p.track_stock AND p.archived_at IS NULL
            ORDER BY l.on_hand, p.name_key LIMIT {MostAlerts}
            """,
            r => new Row(r.GetGuid(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
            cancel
        );
    }
}
