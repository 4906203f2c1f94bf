using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// What each person sold, and what they refunded: a refund is who made it, not who had sold. A void takes its sale off who had sold.
/// </summary>
internal sealed class SalesByCashier() : Report("retail.sales_by_cashier", icon: "users", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("cashier", ReportFormat.Person),
        new("sales", ReportFormat.Whole),
        ReportColumn.Ratio("basket", ReportFormat.Money, "takings", "sales"),
        new("sold", ReportFormat.Money),
        new("voids", ReportFormat.Whole) { Detail = true },
        new("refunds", ReportFormat.Whole) { Detail = true },
        new("given_back", ReportFormat.Money),
        new("takings", ReportFormat.Money),
    ];

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT d.person, sum(d.sales)::bigint, sum(d.sold)::bigint, sum(d.voids)::bigint, sum(d.refunds)::bigint, sum(d.back)::bigint,
                sum(d.sold - d.back)::bigint
            FROM (
                SELECT cashier_id AS person, count(*) AS sales, sum(total_sen + rounding_sen) AS sold, 0 AS voids, 0 AS refunds, 0 AS back
                FROM retail.sales
                WHERE tenant_id = {of.Tenant} AND business_day BETWEEN {of.From} AND {of.To}
                GROUP BY cashier_id
                UNION ALL
                SELECT CASE r.kind WHEN 'void' THEN s.cashier_id ELSE r.person_id END, -count(*) FILTER (WHERE r.kind = 'void'), 0,
                    count(*) FILTER (WHERE r.kind = 'void'), count(*) FILTER (WHERE r.kind = 'refund'), sum(r.total_sen + r.rounding_sen)
                FROM retail.reversals r
                LEFT JOIN retail.sales s ON s.tenant_id = {of.Tenant} AND s.sale_id = r.sale_id AND r.kind = 'void'
                WHERE r.tenant_id = {of.Tenant} AND r.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY 1
            ) d
            GROUP BY d.person
            """;
}
