using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>What of each product was sold, less what came back. Rounding is the bill's and no product's.</summary>
internal sealed class SalesByProduct() : Report("retail.sales_by_product", icon: "package", Permissions.SalesView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("product_id", ReportFormat.Key),
        new("product", ReportFormat.Text),
        new("sku", ReportFormat.Text) { Detail = true },
        new("category", ReportFormat.Text) { Detail = true, Empty = "retail.reports.no_category" },
        new("quantity", ReportFormat.Quantity),
        new("sold", ReportFormat.Money) { Detail = true },
        new("given_back", ReportFormat.Money) { Detail = true },
        new("tax", ReportFormat.Money) { Detail = true },
        new("net_sales", ReportFormat.Money),
    ];

    public override ReportLink? Link => new("products/{0}", Permissions.ProductsView);

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT p.product_id, p.name, p.sku, c.name, t.quantity, t.sold, t.back, t.tax, t.sold - t.back
            FROM (
                SELECT product_id, sum(CASE kind WHEN 'sale' THEN quantity ELSE -quantity END)::bigint AS quantity,
                    coalesce(sum(total_sen) FILTER (WHERE kind = 'sale'), 0)::bigint AS sold,
                    coalesce(sum(total_sen) FILTER (WHERE kind <> 'sale'), 0)::bigint AS back,
                    sum(CASE kind WHEN 'sale' THEN tax_sen ELSE -tax_sen END)::bigint AS tax
                FROM retail.lines_of({of.Tenant}, {of.From}, {of.To})
                GROUP BY product_id
            ) t
            JOIN retail.products p ON p.tenant_id = {of.Tenant} AND p.product_id = t.product_id
            LEFT JOIN retail.categories c ON c.tenant_id = {of.Tenant} AND c.category_id = p.category_id
            """;
}
