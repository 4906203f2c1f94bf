using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>Sales added up by business day. One query for a span of days.</summary>
internal sealed class SalesFigures(TenantSession session, SalesQuery book)
{
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

    /// <summary>The last days, today last; a day without sales is there with zeros.</summary>
    public Task<IReadOnlyList<Day>> Last(int days, CancellationToken cancel) => Between(book.Today.AddDays(1 - days), book.Today, cancel);

    /// <summary>Every day from one to the other.</summary>
    public async Task<IReadOnlyList<Day>> Between(DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        // Reversals are few, and their lines looked up one by one: joined, they cost the square of a day's until there are statistics.
        var rows = await session.Rows(
            $"""
            SELECT d.day, sum(d.sales)::bigint, sum(d.items)::bigint, sum(d.due)::bigint, sum(d.tax)::bigint, sum(d.rounding)::bigint,
                sum(d.back)::bigint
            FROM (
                SELECT s.business_day AS day, s.sales, s.items, s.total_sen + s.rounding_sen AS due, s.tax_sen AS tax,
                    s.rounding_sen AS rounding, 0 AS back
                FROM retail.sale_days s
                WHERE s.tenant_id = {tenant} AND s.business_day BETWEEN {from} AND {to}
                UNION ALL
                SELECT r.business_day, -count(*) FILTER (WHERE r.kind = 'void'),
                    -coalesce(sum((
                        SELECT sum(l.quantity) FROM retail.reversal_lines l
                        WHERE l.tenant_id = {tenant} AND l.sale_id = r.sale_id AND l.reversal_id = r.reversal_id
                    )), 0),
                    -sum(r.total_sen + r.rounding_sen), -sum(r.tax_sen), -sum(r.rounding_sen), sum(r.total_sen + r.rounding_sen)
                FROM retail.reversals r
                WHERE r.tenant_id = {tenant} AND r.business_day BETWEEN {from} AND {to}
                GROUP BY r.business_day
            ) d
            GROUP BY d.day
            """,
            DayOf,
            cancel
        );
        var days = rows.ToDictionary(d => d.Date);
        return
        [
            .. Enumerable
                .Range(0, to.DayNumber - from.DayNumber + 1)
                .Select(i => from.AddDays(i))
                .Select(d => days.GetValueOrDefault(d) ?? new(d, 0, Quantity.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero)),
        ];
    }

    private static Day DayOf(DbDataReader row) =>
        new(
            row.GetFieldValue<DateOnly>(0),
            row.GetInt64(1),
            new(row.GetInt64(2)),
            new(row.GetInt64(3)),
            new(row.GetInt64(4)),
            new(row.GetInt64(5)),
            new(row.GetInt64(6))
        );
}
