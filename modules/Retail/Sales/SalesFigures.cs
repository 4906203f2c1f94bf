using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>Sales added up by business day. One query for a span of days.</summary>
internal sealed class SalesFigures(TenantSession session, SalesQuery book, TimeProvider clock)
{
    public const int DaysOnDashboard = 30;
    public const int MostDays = 366;

    /// <summary>What one day sold, less what that day voided and refunded.</summary>
    /// <param name="Date">The business day.</param>
    /// <param name="Sales">How many sales, without those voided.</param>
    /// <param name="Items">How much was sold, over all products.</param>
    /// <param name="Takings">Totals with their rounding: what came in and stayed.</param>
    /// <param name="Tax">Tax within the totals.</param>
    /// <param name="Rounding">Σ of 5-sen rounding.</param>
    /// <param name="GivenBack">What voids and refunds of this day gave back; taken off the takings already.</param>
    internal sealed record Day(DateOnly Date, long Sales, Quantity Items, Money Takings, Money Tax, Money Rounding, Money GivenBack)
    {
        /// <summary>Takings per sale; nothing on a day without one.</summary>
        public Money Basket => Sales == 0 ? Money.Zero : Takings.Portion(1, Sales);
    }

    /// <summary>What came in on a day and stayed.</summary>
    internal sealed record Takings(DateOnly Date, Money Amount);

    private sealed record TakingsRow(DateOnly Date, long Sen);

    private sealed record Row(DateOnly Date, long Sales, long Items, long Takings, long Tax, long Rounding, long GivenBack);

    /// <summary>The last days, today last; a day without sales is there with zeros.</summary>
    public Task<IReadOnlyList<Day>> Last(int days, CancellationToken cancel) => Between(book.Today.AddDays(1 - days), book.Today, cancel);

    /// <summary>Today, and yesterday up to this time of day: what a day that is not over can be compared with.</summary>
    public async Task<(Day Today, Day YesterdayByNow)> SoFar(CancellationToken cancel)
    {
        var days = await Between(book.Today.AddDays(-1), book.Today, clock.GetUtcNow().AddDays(-1), cancel);
        return (days[1], days[0]);
    }

    /// <summary>Takings alone of the last days, today last: read from indexes, whatever was sold.</summary>
    public async Task<IReadOnlyList<Takings>> LastTakings(int days, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var (tenant, from, to) = (db.Tenant.Value, book.Today.AddDays(1 - days), book.Today);
        var rows = await db
            .Database.SqlQuery<TakingsRow>(
                $"""
                SELECT d.day AS "Date", sum(d.sen)::bigint AS "Sen"
                FROM (
                    SELECT business_day AS day, sum(total_sen + rounding_sen) AS sen
                    FROM retail.sales
                    WHERE tenant_id = {tenant} AND business_day BETWEEN {from} AND {to}
                    GROUP BY business_day
                    UNION ALL
                    SELECT business_day, -sum(total_sen + rounding_sen)
                    FROM retail.reversals
                    WHERE tenant_id = {tenant} AND business_day BETWEEN {from} AND {to}
                    GROUP BY business_day
                ) d
                GROUP BY d.day
                """
            )
            .ToDictionaryAsync(r => r.Date, r => r.Sen, cancel);
        return [.. Enumerable.Range(0, days).Select(i => from.AddDays(i)).Select(d => new Takings(d, new(rows.GetValueOrDefault(d))))];
    }

    /// <summary>Every day from one to the other.</summary>
    public Task<IReadOnlyList<Day>> Between(DateOnly from, DateOnly to, CancellationToken cancel) =>
        Between(from, to, DateTimeOffset.MaxValue, cancel);

    /// <param name="until">The first of the days only up to this moment.</param>
    private async Task<IReadOnlyList<Day>> Between(DateOnly from, DateOnly to, DateTimeOffset until, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var tenant = db.Tenant.Value;
        // Reversals are few, and their lines looked up one by one: joined, they cost the square of a day's until there are statistics.
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT d.day AS "Date", sum(d.sales)::bigint AS "Sales", sum(d.items)::bigint AS "Items", sum(d.due)::bigint AS "Takings",
                    sum(d.tax)::bigint AS "Tax", sum(d.rounding)::bigint AS "Rounding", sum(d.back)::bigint AS "GivenBack"
                FROM (
                    SELECT s.business_day AS day, count(*) AS sales, sum(s.items) AS items,
                        sum(s.total_sen + s.rounding_sen) AS due, sum(s.tax_sen) AS tax, sum(s.rounding_sen) AS rounding, 0 AS back
                    FROM retail.sales s
                    WHERE s.tenant_id = {tenant} AND s.business_day BETWEEN {from} AND {to}
                        AND (s.business_day > {from} OR s.sold_at <= {until})
                    GROUP BY s.business_day
                    UNION ALL
                    SELECT r.business_day, -count(*) FILTER (WHERE r.kind = 'void'),
                        -coalesce(sum((
                            SELECT sum(l.quantity) FROM retail.reversal_lines l
                            WHERE l.tenant_id = {tenant} AND l.reversal_id = r.reversal_id
                        )), 0),
                        -sum(r.total_sen + r.rounding_sen), -sum(r.tax_sen), -sum(r.rounding_sen), sum(r.total_sen + r.rounding_sen)
                    FROM retail.reversals r
                    WHERE r.tenant_id = {tenant} AND r.business_day BETWEEN {from} AND {to}
                        AND (r.business_day > {from} OR r.at <= {until})
                    GROUP BY r.business_day
                ) d
                GROUP BY d.day
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
                        ? new Day(date, r.Sales, new(r.Items), new(r.Takings), new(r.Tax), new(r.Rounding), new(r.GivenBack))
                        : new Day(date, 0, Quantity.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero)
                ),
        ];
    }
}
