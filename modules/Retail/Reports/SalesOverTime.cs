using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>What each day sold, less what it voided and refunded.</summary>
internal sealed class SalesByDay() : SalesOverTime("retail.sales_by_day", icon: "calendar", new("day", ReportFormat.Day), unit: "day");

/// <summary>The same by month.</summary>
internal sealed class SalesByMonth()
    : SalesOverTime("retail.sales_by_month", icon: "calendar-month", new("month", ReportFormat.Month), unit: "month")
{
    public override string DefaultSpan => "year";
}

/// <param name="time">The first column.</param>
/// <param name="unit">Of PostgreSQL's <c>date_trunc</c>.</param>
internal abstract class SalesOverTime(string key, string icon, ReportColumn time, string unit)
    : Report(key, icon, Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        time,
        new("sales", ReportFormat.Whole),
        new("items", ReportFormat.Quantity) { Detail = true },
        ReportColumn.Ratio("basket", ReportFormat.Money, "takings", "sales"),
        new("sold", ReportFormat.Money) { Detail = true },
        new("given_back", ReportFormat.Money) { Detail = true },
        new("rounding", ReportFormat.Money) { Detail = true },
        new("tax", ReportFormat.Money),
        new("takings", ReportFormat.Money),
    ];

    // Reversals are few, and their lines looked up one by one: joined, they cost the square of a day's until there are statistics.
    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT date_trunc({unit}, d.day::timestamp)::date,
                sum(d.sales)::bigint, sum(d.items)::bigint, sum(d.sold)::bigint, sum(d.back)::bigint, sum(d.rounding)::bigint,
                sum(d.tax)::bigint, sum(d.sold - d.back)::bigint
            FROM (
                SELECT business_day AS day, count(*) AS sales, sum(items) AS items, sum(total_sen + rounding_sen) AS sold, 0 AS back,
                    sum(rounding_sen) AS rounding, sum(tax_sen) AS tax
                FROM retail.sales
                WHERE tenant_id = {of.Tenant} AND business_day BETWEEN {of.From} AND {of.To}
                GROUP BY business_day
                UNION ALL
                SELECT r.business_day, -count(*) FILTER (WHERE r.kind = 'void'),
                    -coalesce(sum((
                        SELECT sum(l.quantity) FROM retail.reversal_lines l
                        WHERE l.tenant_id = {of.Tenant} AND l.sale_id = r.sale_id AND l.reversal_id = r.reversal_id
                    )), 0),
                    0, sum(r.total_sen + r.rounding_sen), -sum(r.rounding_sen), -sum(r.tax_sen)
                FROM retail.reversals r
                WHERE r.tenant_id = {of.Tenant} AND r.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY r.business_day
            ) d
            GROUP BY 1
            """;
}
