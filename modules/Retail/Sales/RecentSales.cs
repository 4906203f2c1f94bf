using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>The dashboard's sales in one query: takings of the last days, today, and yesterday up to this time of day.</summary>
internal sealed class RecentSales(TenantSession session, SalesQuery book, TimeProvider clock)
{
    public const int Days = 30;

    /// <param name="Takings">The last days, today last; a day without sales is there with nothing.</param>
    /// <param name="Today">Today so far.</param>
    /// <param name="YesterdayByNow">What a day that is not over can be compared with.</param>
    internal sealed record Reading(IReadOnlyList<DayTakings> Takings, Part Today, Part YesterdayByNow);

    /// <summary>What came in on a day and stayed.</summary>
    internal sealed record DayTakings(DateOnly Date, Money Amount);

    /// <summary>A day, or a part of one, less what it voided and refunded.</summary>
    /// <param name="Sales">How many sales, without those voided.</param>
    /// <param name="Items">How much was sold, over all products.</param>
    /// <param name="Takings">What came in and stayed.</param>
    internal sealed record Part(long Sales, Quantity Items, Money Takings)
    {
        /// <summary>Takings per sale; nothing on a day without one.</summary>
        public Money Basket => Sales == 0 ? Money.Zero : Takings.Portion(1, Sales);
    }

    private sealed record Row(DateOnly Date, Money Takings, Part ByNow);

    public async Task<Reading> Read(CancellationToken cancel)
    {
        var (tenant, today) = (session.Tenant.Value, book.Today);
        var (first, yesterday, until) = (today.AddDays(1 - Days), today.AddDays(-1), clock.GetUtcNow().AddDays(-1));
        // Days are added up as they sell; of yesterday's sales those up to this time of day are added up here, from the index of their day.
        // Reversals are few, and their lines looked up one by one: joined, they cost the square of a day's until there are statistics.
        var rows = await session.Rows(
            $"""
            SELECT d.day, sum(d.takings)::bigint, sum(d.sales)::bigint,
                coalesce(sum(d.items), 0)::bigint, coalesce(sum(d.by_now), 0)::bigint
            FROM (
                SELECT business_day AS day, total_sen + rounding_sen AS takings,
                    CASE WHEN business_day = {today} THEN sales ELSE 0 END AS sales,
                    CASE WHEN business_day = {today} THEN items END AS items,
                    CASE WHEN business_day = {today} THEN total_sen + rounding_sen END AS by_now
                FROM retail.sale_days
                WHERE tenant_id = {tenant} AND business_day >= {first} AND business_day <= {today}
                UNION ALL
                SELECT business_day, 0, count(*), sum(items), sum(total_sen + rounding_sen)
                FROM retail.sales
                WHERE tenant_id = {tenant} AND business_day = {yesterday} AND sold_at <= {until}
                GROUP BY business_day
                UNION ALL
                SELECT r.business_day, -(r.total_sen + r.rounding_sen), CASE WHEN n.counts AND r.kind = 'void' THEN -1 ELSE 0 END,
                    CASE WHEN n.counts THEN (
                        SELECT -sum(l.quantity) FROM retail.reversal_lines l
                        WHERE l.tenant_id = {tenant} AND l.sale_id = r.sale_id AND l.reversal_id = r.reversal_id
                    ) END,
                    CASE WHEN n.counts THEN -(r.total_sen + r.rounding_sen) END
                FROM retail.reversals r
                CROSS JOIN LATERAL (
                    SELECT r.business_day > {yesterday} OR (r.business_day = {yesterday} AND r.at <= {until}) AS counts
                ) n
                WHERE r.tenant_id = {tenant} AND r.business_day >= {first} AND r.business_day <= {today}
            ) d
            GROUP BY d.day
            """,
            RowOf,
            cancel,
            onePlan: true
        );
        var days = rows.ToDictionary(r => r.Date);
        return new(
            [.. Enumerable.Range(0, Days).Select(i => first.AddDays(i)).Select(d => new DayTakings(d, Of(d).Takings))],
            Of(today).ByNow,
            Of(yesterday).ByNow
        );

        Row Of(DateOnly day) => days.GetValueOrDefault(day) ?? new(day, Money.Zero, new(0, Quantity.Zero, Money.Zero));
    }

    private static Row RowOf(DbDataReader row) =>
        new(row.GetFieldValue<DateOnly>(0), new(row.GetInt64(1)), new(row.GetInt64(2), new(row.GetInt64(3)), new(row.GetInt64(4))));
}
