using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// What is left of sales once tax and the goods are paid, at what each cost when it was sold. What nobody knew the cost of stands apart.
/// </summary>
internal sealed class Margin() : Report("retail.margin", icon: "percentage", Permissions.Costs, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("product_id", ReportFormat.Key),
        new("product", ReportFormat.Text),
        new("sku", ReportFormat.Text) { Detail = true },
        new("category", ReportFormat.Text) { Detail = true, Empty = "retail.reports.no_category" },
        new("quantity", ReportFormat.Quantity) { Detail = true },
        new("uncosted", ReportFormat.Money) { Detail = true },
        new("costed", ReportFormat.Money),
        new("cost", ReportFormat.Money),
        ReportColumn.Ratio("margin", ReportFormat.Share, "profit", "costed"),
        new("profit", ReportFormat.Money),
    ];

    public override ReportLink? Link => new("products/{0}", Permissions.ProductsView);

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT p.product_id, p.name, p.sku, c.name, t.quantity, t.uncosted, t.net - t.uncosted, t.cost, t.net - t.uncosted - t.cost
            FROM (
                SELECT product_id, sum(CASE kind WHEN 'sale' THEN quantity ELSE -quantity END)::bigint AS quantity,
                    sum(CASE kind WHEN 'sale' THEN total_sen - tax_sen ELSE tax_sen - total_sen END)::bigint AS net,
                    sum(CASE kind WHEN 'sale' THEN uncosted_sen ELSE -uncosted_sen END)::bigint AS uncosted,
                    coalesce(sum(CASE kind WHEN 'sale' THEN cost_sen ELSE -cost_sen END), 0)::bigint AS cost
                FROM retail.lines_of({of.Tenant}, {of.From}, {of.To})
                GROUP BY product_id
            ) t
            JOIN retail.products p ON p.tenant_id = {of.Tenant} AND p.product_id = t.product_id
            LEFT JOIN retail.categories c ON c.tenant_id = {of.Tenant} AND c.category_id = p.category_id
            """;
}
