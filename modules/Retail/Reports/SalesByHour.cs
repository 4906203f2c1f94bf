using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// When of the day is sold and refunded, in Malaysia. A void, always of the same day, takes its sale off the hour that had it.
/// </summary>
internal sealed class SalesByHour() : Report("retail.sales_by_hour", icon: "clock", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("hour", ReportFormat.Hour),
        new("sales", ReportFormat.Whole),
        ReportColumn.Ratio("basket", ReportFormat.Money, "takings", "sales"),
        new("sold", ReportFormat.Money) { Detail = true },
        new("given_back", ReportFormat.Money) { Detail = true },
        new("takings", ReportFormat.Money),
    ];

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT d.hour, sum(d.sales)::bigint, sum(d.sold)::bigint, sum(d.back)::bigint, sum(d.sold - d.back)::bigint
            FROM (
                SELECT extract(hour FROM sold_at AT TIME ZONE 'Asia/Kuala_Lumpur')::int AS hour, count(*) AS sales,
                    sum(total_sen + rounding_sen) AS sold, 0 AS back
                FROM retail.sales
                WHERE tenant_id = {of.Tenant} AND business_day BETWEEN {of.From} AND {of.To}
                GROUP BY 1
                UNION ALL
                SELECT extract(hour FROM coalesce(s.sold_at, r.at) AT TIME ZONE 'Asia/Kuala_Lumpur')::int,
                    -count(*) FILTER (WHERE r.kind = 'void'), 0, sum(r.total_sen + r.rounding_sen)
                FROM retail.reversals r
                LEFT JOIN retail.sales s ON s.tenant_id = {of.Tenant} AND s.sale_id = r.sale_id AND r.kind = 'void'
                WHERE r.tenant_id = {of.Tenant} AND r.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY 1
            ) d
            GROUP BY d.hour
            """;
}
