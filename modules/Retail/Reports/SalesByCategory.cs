using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>What was sold of each category, as products stand in them now.</summary>
internal sealed class SalesByCategory() : Report("retail.sales_by_category", icon: "category", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("category_id", ReportFormat.Key),
        new("category", ReportFormat.Text) { Empty = "retail.reports.no_category" },
        new("products", ReportFormat.Whole),
        new("quantity", ReportFormat.Quantity),
        new("sold", ReportFormat.Money) { Detail = true },
        new("given_back", ReportFormat.Money) { Detail = true },
        new("tax", ReportFormat.Money) { Detail = true },
        new("net_sales", ReportFormat.Money),
    ];

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT c.category_id, c.name, count(*), sum(t.quantity)::bigint, sum(t.sold)::bigint, sum(t.back)::bigint, sum(t.tax)::bigint,
                sum(t.sold - t.back)::bigint
            FROM (
                SELECT product_id, sum(CASE kind WHEN 'sale' THEN quantity ELSE -quantity END) AS quantity,
                    coalesce(sum(total_sen) FILTER (WHERE kind = 'sale'), 0) AS sold,
                    coalesce(sum(total_sen) FILTER (WHERE kind <> 'sale'), 0) AS back,
                    sum(CASE kind WHEN 'sale' THEN tax_sen ELSE -tax_sen END) AS tax
                FROM retail.lines_of({of.Tenant}, {of.From}, {of.To})
                GROUP BY product_id
            ) t
            JOIN retail.products p ON p.tenant_id = {of.Tenant} AND p.product_id = t.product_id
            LEFT JOIN retail.categories c ON c.tenant_id = {of.Tenant} AND c.category_id = p.category_id
            GROUP BY c.category_id, c.name
            """;
}
