using Niaga.Contract;
using Niaga.Trade;

namespace Niaga.Retail.Reports;

/// <summary>
/// Who bought for how much, less what came back. Customers who were merged are one; what was sold without a customer is a row of its own.
/// </summary>
internal sealed class SalesByCustomer()
    : Report("retail.sales_by_customer", icon: "address-book", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("customer_id", ReportFormat.Key),
        new("customer", ReportFormat.Record) { Kind = "trade.customer", Empty = "retail.reports.no_customer" },
        new("sales", ReportFormat.Whole),
        ReportColumn.Ratio("basket", ReportFormat.Money, "takings", "sales"),
        new("sold", ReportFormat.Money) { Detail = true },
        new("given_back", ReportFormat.Money) { Detail = true },
        new("takings", ReportFormat.Money),
    ];

    public override ReportLink? Link => new("customers/{0}", TradePermissions.CustomersView);

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT k.customer_id, k.customer_id, sum(d.sales)::bigint,
                sum(d.sold)::bigint, sum(d.back)::bigint, sum(d.sold - d.back)::bigint
            FROM (
                SELECT c.customer_id, count(*) AS sales, sum(s.total_sen + s.rounding_sen) AS sold, 0 AS back
                FROM retail.sales s
                LEFT JOIN retail.sale_customers c ON c.tenant_id = {of.Tenant} AND c.sale_id = s.sale_id
                WHERE s.tenant_id = {of.Tenant} AND s.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY c.customer_id
                UNION ALL
                SELECT c.customer_id, -count(*) FILTER (WHERE r.kind = 'void'), 0, sum(r.total_sen + r.rounding_sen)
                FROM retail.reversals r
                LEFT JOIN retail.sale_customers c ON c.tenant_id = {of.Tenant} AND c.sale_id = r.sale_id
                WHERE r.tenant_id = {of.Tenant} AND r.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY c.customer_id
            ) d
            LEFT JOIN trade.customers o ON o.tenant_id = {of.Tenant} AND o.customer_id = d.customer_id
            LEFT JOIN trade.customers k ON k.tenant_id = {of.Tenant} AND k.customer_id = coalesce(o.merged_into, o.customer_id)
            GROUP BY k.customer_id
            """;
}
