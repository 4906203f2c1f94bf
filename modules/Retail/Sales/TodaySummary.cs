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
    /// <param name="HasCounted">False where nobody ever counted: what is low is not known.</param>
    internal sealed record Reading(
        IReadOnlyList<RecentSales.DayTakings> Days,
        RecentSales.Part Today,
        RecentSales.Part YesterdayByNow,
        IReadOnlyList<Alert> Alerts,
        long AllAlerts,
        bool HasProducts,
        bool HasCounted
    );

    /// <param name="OnHand">What there is, or the level at the branch where it is furthest below zero.</param>
    /// <param name="ShortAt">That branch; null where it is below zero nowhere.</param>
    internal sealed record Alert(Guid Product, string Name, Quantity OnHand, Guid? ShortAt);

    /// <param name="Id">Null in the one row of a shop where nothing is low.</param>
    private sealed record Row(bool HasCounted, Guid? Id, string Name, long OnHand, long All, Guid? ShortAt);

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
            [.. rows.Where(r => r.Id is not null).Select(r => new Alert(r.Id!.Value, r.Name, new(r.OnHand), r.ShortAt))],
            rows[0].All,
            await onSale > 0,
            rows[0].HasCounted
        );
    }

    private Task<List<Row>> Lowest(CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        return session.Rows(
            $"""
            SELECT EXISTS (SELECT FROM trade.stock_levels c JOIN retail.products p ON p.tenant_id = {tenant} AND p.product_id = c.item_id
                    WHERE c.tenant_id = {tenant} AND c.counted AND p.track_stock AND p.archived_at IS NULL),
                low.product_id, coalesce(low.name, ''), coalesce(low.on_hand, 0), coalesce(low.all_of_them, 0),
                (SELECT s.location_id FROM trade.stock_levels s WHERE s.tenant_id = {tenant} AND s.item_id = low.product_id AND s.counted
                    AND s.on_hand < 0 ORDER BY s.on_hand LIMIT 1)
            FROM (VALUES (1)) one LEFT JOIN (
                SELECT p.product_id, p.name, p.name_key, l.on_hand::bigint, count(*) OVER () AS all_of_them
                FROM retail.products p
                JOIN (SELECT item_id, CASE WHEN min(on_hand) < 0 THEN min(on_hand) ELSE sum(on_hand) END AS on_hand
                    FROM trade.stock_levels WHERE tenant_id = {tenant} AND counted
                    GROUP BY item_id HAVING sum(on_hand) < {Low} OR min(on_hand) < 0) l ON l.item_id = p.product_id
                WHERE p.tenant_id = {tenant} AND p.track_stock AND p.archived_at IS NULL
                ORDER BY l.on_hand, p.name_key LIMIT {MostAlerts}) low ON true
            ORDER BY low.on_hand, low.name_key
            """,
            r => new Row(
                r.GetBoolean(0),
                r.IsDBNull(1) ? null : r.GetGuid(1),
                r.GetString(2),
                r.GetInt64(3),
                r.GetInt64(4),
                r.IsDBNull(5) ? null : r.GetGuid(5)
            ),
            cancel,
            onePlan: true
        );
    }
}
