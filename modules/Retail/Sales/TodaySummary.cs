using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>What the dashboard's widgets show, read once for all of them: widgets render side by side, a context reads one query at a time.</summary>
internal sealed class TodaySummary(RetailDb db, SalesFigures figures)
{
    /// <summary>How many alerts a widget shows; the rest is a number.</summary>
    public const int MostAlerts = 8;

    /// <summary>Below this many thousandths someone should order.</summary>
    private const long Low = 5000;

    /// <param name="Days">The last 30 days, today last.</param>
    /// <param name="Alerts">Products that are out or nearly, the emptiest first.</param>
    /// <param name="AllAlerts">How many such products there are.</param>
    internal sealed record Reading(IReadOnlyList<SalesFigures.Day> Days, IReadOnlyList<Alert> Alerts, long AllAlerts);

    internal sealed record Alert(Guid Product, string Name, Quantity OnHand);

    private sealed record Row(Guid Id, string Name, long OnHand, long All);

    private Task<Reading>? reading;

    public Task<Reading> Read(CancellationToken cancel) => reading ??= ReadAll(cancel);

    private async Task<Reading> ReadAll(CancellationToken cancel)
    {
        var days = await figures.Last(SalesFigures.DaysOnDashboard, cancel);
        var tenant = db.Tenant.Value;
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT p.product_id AS "Id", p.name AS "Name", coalesce(l.on_hand, 0)::bigint AS "OnHand", count(*) OVER () AS "All"
                FROM retail.products p
                LEFT JOIN (SELECT item_id, sum(on_hand) AS on_hand FROM trade.stock_levels WHERE tenant_id = {tenant} GROUP BY item_id) l ON l.item_id = p.product_id
                WHERE p.tenant_id = {tenant} AND p.track_stock AND p.archived_at IS NULL AND coalesce(l.on_hand, 0) < {Low}
                ORDER BY coalesce(l.on_hand, 0), p.name_key LIMIT {MostAlerts}
                """
            )
            .ToListAsync(cancel);
        return new(days, rows.ConvertAll(r => new Alert(r.Id, r.Name, new(r.OnHand))), rows.Count == 0 ? 0 : rows[0].All);
    }
}
