using Niaga.Contract;

namespace Niaga.Retail.Reports;

/// <summary>
/// What lay on the shelves at the end of a day, at what the last delivery there until then cost, or else at the product's cost now. Of
/// all branches it is the sum of each: less than nothing at one is worth nothing and takes nothing from another. What was never counted at
/// a branch is not known to lie there.
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
            SELECT p.product_id, p.name, p.sku, c.name, sum(h.on_hand)::bigint, p.price_sen,
                (array_agg(coalesce(u.cost, p.cost_sen) ORDER BY u.at DESC NULLS LAST))[1],
                sum((greatest(h.on_hand, 0) * coalesce(u.cost, p.cost_sen) + 500) / 1000)::bigint,
                sum((greatest(h.on_hand, 0) * p.price_sen + 500) / 1000)::bigint
            FROM (
                SELECT l.item_id, l.location_id, (l.on_hand - coalesce(m.moved, 0))::bigint AS on_hand
                FROM trade.stock_levels l
                LEFT JOIN (
                    SELECT item_id, location_id, sum(quantity) AS moved FROM trade.stock_movements
                    WHERE tenant_id = {of.Tenant} AND at >= ({of.To}::date + 1)::timestamp AT TIME ZONE 'Asia/Kuala_Lumpur'
                    GROUP BY item_id, location_id
                ) m ON m.item_id = l.item_id AND m.location_id = l.location_id
                WHERE l.tenant_id = {of.Tenant} AND l.counted
            ) h
            JOIN retail.products p ON p.tenant_id = {of.Tenant} AND p.product_id = h.item_id AND p.track_stock
            LEFT JOIN retail.categories c ON c.tenant_id = {of.Tenant} AND c.category_id = p.category_id
            LEFT JOIN LATERAL (
                SELECT m.unit_cost_sen AS cost, m.at FROM trade.stock_movements m
                WHERE m.tenant_id = {of.Tenant} AND m.item_id = p.product_id AND m.location_id = h.location_id
                    AND m.unit_cost_sen IS NOT NULL AND m.at < ({of.To}::date + 1)::timestamp AT TIME ZONE 'Asia/Kuala_Lumpur'
                ORDER BY m.at DESC LIMIT 1
            ) u ON true
            WHERE h.on_hand <> 0
            GROUP BY p.tenant_id, p.product_id, c.name
            """;
}
