using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>Sales added up by business day. One query for a span of days.</summary>
internal sealed class SalesFigures(TenantSession session, SalesQuery book, TimeProvider clock)
{
    public const int DaysOnDashboard = 30;
    public const int MostDays = 366;

    /// <summary>What one day sold.</summary>
    /// <param name="Date">The business day.</param>
    /// <param name="Sales">How many sales.</param>
    /// <param name="Items">How much was sold, over all products.</param>
    /// <param name="Takings">Totals with their rounding: what came in.</param>
    /// <param name="Tax">Tax within the totals.</param>
    /// <param name="Rounding">Σ of 5-sen rounding.</param>
    internal sealed record Day(DateOnly Date, long Sales, Quantity Items, Money Takings, Money Tax, Money Rounding)
    {
        /// <summary>Takings per sale; nothing on a day without one.</summary>
        public Money Basket => Sales == 0 ? Money.Zero : Takings.Portion(1, Sales);
    }

    private sealed record Row(DateOnly Date, long Sales, long Items, long Takings, long Tax, long Rounding);

    /// <summary>The last days, today last; a day without sales is there with zeros.</summary>
    public Task<IReadOnlyList<Day>> Last(int days, CancellationToken cancel) => Between(book.Today.AddDays(1 - days), book.Today, cancel);

    /// <summary>Yesterday up to this time of day: what a day that is not over can be compared with.</summary>
    public async Task<Day> YesterdayByNow(CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var (tenant, date, until) = (db.Tenant.Value, book.Today.AddDays(-1), clock.GetUtcNow().AddDays(-1));
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT {date} AS "Date", count(*) AS "Sales", coalesce(sum((SELECT sum(l.quantity) FROM retail.sale_lines l
                    WHERE l.tenant_id = {tenant} AND l.sale_id = s.sale_id)), 0)::bigint AS "Items",
                    coalesce(sum(s.total_sen + s.rounding_sen), 0)::bigint AS "Takings", coalesce(sum(s.tax_sen), 0)::bigint AS "Tax",
                        coalesce(sum(s.rounding_sen), 0)::bigint AS "Rounding"
                FROM retail.sales s WHERE s.tenant_id = {tenant} AND s.business_day = {date} AND s.sold_at <= {until}
                """
            )
            .ToListAsync(cancel);
        var r = rows[0];
        return new(date, r.Sales, new(r.Items), new(r.Takings), new(r.Tax), new(r.Rounding));
    }

    /// <summary>Every day from one to the other.</summary>
    public async Task<IReadOnlyList<Day>> Between(DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var tenant = db.Tenant.Value;
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT s.business_day AS "Date", count(*) AS "Sales", coalesce(sum(l.items), 0)::bigint AS "Items",
                    sum(s.total_sen + s.rounding_sen)::bigint AS "Takings",
                    sum(s.tax_sen)::bigint AS "Tax", sum(s.rounding_sen)::bigint AS "Rounding"
                FROM retail.sales s
                LEFT JOIN (
                    SELECT l.sale_id, sum(l.quantity) AS items
                    FROM retail.sale_lines l JOIN retail.sales d ON d.tenant_id = l.tenant_id AND d.sale_id = l.sale_id
                    WHERE l.tenant_id = {tenant} AND d.tenant_id = {tenant} AND d.business_day BETWEEN {from} AND {to}
                    GROUP BY l.sale_id
                ) l ON l.sale_id = s.sale_id
                WHERE s.tenant_id = {tenant} AND s.business_day BETWEEN {from} AND {to}
                GROUP BY s.business_day
                """
            )
            .ToDictionaryAsync(r => r.Date, cancel);
        return
        [
            .. Enumerable
                .Range(0, to.DayNumber - from.DayNumber + 1)
                .Select(i => from.AddDays(i))
                .Select(date =>
                    rows.TryGetValue(date, out var r)
                        ? new Day(date, r.Sales, new(r.Items), new(r.Takings), new(r.Tax), new(r.Rounding))
                        : new Day(date, 0, Quantity.Zero, Money.Zero, Money.Zero, Money.Zero)
                ),
        ];
    }
}
