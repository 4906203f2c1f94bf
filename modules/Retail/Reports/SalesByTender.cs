using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>How it was paid; money goes back the way it came.</summary>
internal sealed class SalesByTender() : Report("retail.sales_by_tender", icon: "cash", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("tender", ReportFormat.Text) { Texts = "retail.payment." },
        new("payments", ReportFormat.Whole),
        new("received", ReportFormat.Money),
        new("given_back", ReportFormat.Money),
        new("takings", ReportFormat.Money),
    ];

    public override ReportChart Chart => ReportChart.Doughnut;

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT d.method, sum(d.payments)::bigint, sum(d.received)::bigint, sum(d.back)::bigint, sum(d.received - d.back)::bigint
            FROM (
                SELECT p.method, count(*) AS payments, sum(p.amount_sen) AS received, 0 AS back
                FROM retail.sales s JOIN retail.sale_payments p ON p.tenant_id = {of.Tenant} AND p.sale_id = s.sale_id
                WHERE s.tenant_id = {of.Tenant} AND s.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY p.method
                UNION ALL
                SELECT p.method, 0, 0, sum(b.amount_sen)
                FROM retail.reversals r
                JOIN retail.reversal_payments b ON b.tenant_id = {of.Tenant} AND b.sale_id = r.sale_id AND b.reversal_id = r.reversal_id
                JOIN retail.sale_payments p ON p.tenant_id = {of.Tenant} AND p.sale_id = b.sale_id AND p.payment = b.payment
                WHERE r.tenant_id = {of.Tenant} AND r.business_day BETWEEN {of.From} AND {of.To}
                GROUP BY p.method
            ) d
            GROUP BY d.method
            """;
}
