using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// What lay on the shelves at the end of a day, at what the last delivery until then cost, or else at the product's cost now. Less than
/// nothing, where nobody counted, is worth nothing.
/// </summary>
internal sealed class StockValue() : Report("retail.stock_value", icon: "building-warehouse", Permissions.StockView, Permissions.Export)
{
    public override IReadOnlyList<ReportColumn> Columns { get; } =
    [
        new("product_id", ReportFormat.Key),
        new("product", ReportFormat.Text),
        new("sku", ReportFormat.Text) { Detail = true },
        new("category", ReportFormat.Text) { Detail = true, Empty = "retail.reports.no_category" },
        new("on_hand", ReportFormat.Quantity),
        new("price", ReportFormat.Money) { Total = false, Detail = true },
        new("unit_cost", ReportFormat.Money)
        {
            Total = false,
            Permission = Permissions.Costs,
            Detail = true,
        },
        new("stock_cost", ReportFormat.Money) { Permission = Permissions.Costs },
        new("stock_price", ReportFormat.Money),
    ];

    public override ReportPeriod Period => ReportPeriod.Moment;

    public override ReportLink? Link => new("products/{0}", Permissions.ProductsView);

    public override FormattableString Sql(ReportScope of) =>
        $"""
            SELECT p.product_id, p.name, p.sku, c.name, h.on_hand, p.price_sen, u.cost, (greatest(h.on_hand, 0) * u.cost + 500) / 1000,
                (greatest(h.on_hand, 0) * p.price_sen + 500) / 1000
            FROM (
                SELECT l.item_id, (sum(l.on_hand) - coalesce(max(m.moved), 0))::bigint AS on_hand
                FROM trade.stock_levels l
                LEFT JOIN (
                    SELECT item_id, sum(quantity) AS moved FROM trade.stock_movements
                    WHERE tenant_id = {of.Tenant} AND at >= ({of.To}::date + 1)::timestamp AT TIME ZONE 'Asia/Kuala_Lumpur'
                    GROUP BY item_id
                ) m ON m.item_id = l.item_id
                WHERE l.tenant_id = {of.Tenant}
                GROUP BY l.item_id
            ) h
            JOIN retail.products p ON p.tenant_id = {of.Tenant} AND p.product_id = h.item_id AND p.track_stock
            LEFT JOIN retail.categories c ON c.tenant_id = {of.Tenant} AND c.category_id = p.category_id
            CROSS JOIN LATERAL (
                SELECT coalesce((
                    SELECT m.unit_cost_sen FROM trade.stock_movements m
                    WHERE m.tenant_id = {of.Tenant} AND m.item_id = p.product_id AND m.unit_cost_sen IS NOT NULL
                        AND m.at < ({of.To}::date + 1)::timestamp AT TIME ZONE 'Asia/Kuala_Lumpur'
                    ORDER BY m.at DESC LIMIT 1
                ), p.cost_sen) AS cost
            ) u
            WHERE h.on_hand <> 0
            """;
}
