using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// Takes products of an import back: what it made is archived, what it changed is again as it was. What was sold, moved or changed since
/// stays.
/// </summary>
internal sealed class ProductImportUndo(TenantSession session, StockLedger ledger, TimeProvider clock)
{
    /// <summary>A product that anybody wrote since has another xmin.</summary>
    public const string Plan = """
        SELECT c.record_id, p.name, p.name_key, c.made, CASE
            WHEN p.xmin::text::bigint <> c.version THEN 'changed'
            WHEN c.made AND EXISTS (SELECT FROM retail.sale_lines s WHERE s.tenant_id = $1 AND s.product_id = c.record_id) THEN 'sold'
            WHEN c.made AND EXISTS (SELECT FROM trade.stock_movements m WHERE m.tenant_id = $1 AND m.item_id = c.record_id
                AND m.source_id IS DISTINCT FROM $2) THEN 'moved'
            WHEN NOT c.made AND EXISTS (SELECT FROM retail.products o WHERE o.tenant_id = $1 AND o.barcode = c.before ->> 'barcode'
                AND o.product_id <> c.record_id) THEN 'barcode'
            END AS kept
        FROM imports.import_changes c JOIN retail.products p ON p.tenant_id = $1 AND p.product_id = c.record_id
        WHERE c.tenant_id = $1 AND c.import_id = $2
        """;

    /// <summary>Levels, then products, each in one order, as a sale takes them: what is found then stays true until the commit.</summary>
    public async Task Hold(Guid import, CancellationToken cancel)
    {
        await session.Execute(
            $"""
            SELECT FROM trade.stock_levels WHERE tenant_id = {session.Tenant.Value} AND item_id IN
                (SELECT record_id FROM imports.import_changes WHERE tenant_id = {session.Tenant.Value} AND import_id = {import})
            ORDER BY item_id FOR NO KEY UPDATE
            """,
            cancel
        );
        await session.Execute(
            $"""
            SELECT FROM retail.products WHERE tenant_id = {session.Tenant.Value} AND product_id IN
                (SELECT record_id FROM imports.import_changes WHERE tenant_id = {session.Tenant.Value} AND import_id = {import})
            ORDER BY product_id FOR UPDATE
            """,
            cancel
        );
    }

    public async Task TakeBack(Guid import, CancellationToken cancel)
    {
        await TakeStockBack(import, cancel);
        await session.Execute(
            $"""
            UPDATE retail.products p SET sku = b.sku, name = b.name, name_key = b.name_key, barcode = b.barcode,
                category_id = b.category_id, cost_sen = b.cost_sen, price_sen = b.price_sen, tax_code = b.tax_code,
                track_stock = b.track_stock, archived_at = b.archived_at,
                fields = fields.back({session.Tenant.Value}, {ProductOwnFields.Kind.Subject}, p.fields, coalesce(b.fields, p.fields)),
                updated_at = {clock.GetUtcNow()}
            FROM imports.import_changes c, jsonb_populate_record(NULL::retail.products, c.before) b
            WHERE p.tenant_id = {session.Tenant.Value} AND p.product_id = c.record_id
                AND c.tenant_id = {session.Tenant.Value} AND c.import_id = {import} AND c.undone AND NOT c.made
            """,
            cancel
        );
        await session.Execute(
            $"""
            UPDATE retail.products p SET archived_at = {clock.GetUtcNow()}, updated_at = {clock.GetUtcNow()}
            FROM imports.import_changes c WHERE p.tenant_id = {session.Tenant.Value} AND p.product_id = c.record_id
                AND c.tenant_id = {session.Tenant.Value} AND c.import_id = {import} AND c.undone AND c.made
            """,
            cancel
        );
    }

    /// <summary>The stock the import opened goes again, where nothing moved it since and as much is there.</summary>
    private async Task TakeStockBack(Guid import, CancellationToken cancel)
    {
        var back = await session.Rows(
            $"""
            SELECT m.item_id, m.quantity, m.location_id FROM trade.stock_movements m
            JOIN imports.import_changes c ON c.tenant_id = {session.Tenant.Value} AND c.import_id = {import}
                AND c.record_id = m.item_id AND c.undone
            JOIN trade.stock_levels l ON l.tenant_id = {session.Tenant.Value} AND l.item_id = m.item_id
                AND l.location_id = m.location_id
            WHERE m.tenant_id = {session.Tenant.Value} AND m.source = 'retail.product_import' AND m.source_id = {import}
                AND m.quantity > 0 AND l.on_hand >= m.quantity AND NOT EXISTS (
                    SELECT FROM trade.stock_movements n WHERE n.tenant_id = {session.Tenant.Value} AND n.item_id = m.item_id
                        AND n.movement_id > m.movement_id)
            """,
            row =>
                (
                    Branch: row.GetGuid(2),
                    Movement: new StockMovement(
                        row.GetGuid(0),
                        Quantity.Zero - new Quantity(row.GetInt64(1)),
                        StockMovementKind.Adjusted,
                        Reason: "Import undone",
                        Source: StockSources.ImportUndo,
                        SourceId: import
                    )
                ),
            cancel
        );
        foreach (var branch in back.GroupBy(b => b.Branch).OrderBy(b => b.Key))
            await ledger.Move([.. branch.Select(b => b.Movement)], branch.Key, cancel);
    }
}
