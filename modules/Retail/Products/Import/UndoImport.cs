using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// Takes an import back within a day: what it made is archived, what it changed is again as it was. What was sold, moved or changed
/// since stays as it is, and the answer names it.
/// </summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class UndoImport(
    RetailDb db,
    TenantSession session,
    UndoPreview undo,
    StockLedger ledger,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<UndoImport, UndoImport.Input, UndoPreview.Plan>
{
    public sealed record Input(Guid Id);

    public override async Task<Outcome<UndoPreview.Plan>> Run(Input input, CancellationToken cancel)
    {
        // Of two that undo it at once, the second waits here and finds it undone.
        var import = await db.Set<ProductImport>()
            .FromSql($"SELECT * FROM retail.product_imports WHERE tenant_id = {db.Tenant.Value} AND import_id = {input.Id} FOR UPDATE")
            .SingleOrDefaultAsync(cancel);
        if (import is null)
            return Errors.ImportNotFound();
        if (import.State == ProductImport.Undone)
            return Errors.ImportUndone();
        if (!import.MayBeUndone(clock.GetUtcNow()))
            return Errors.ImportUndoTooLate();

        await Hold(input.Id, cancel);
        var plan = await undo.Read(input.Id, cancel);
        if (!plan.Any)
            return Errors.ImportNothingToUndo(string.Join(", ", plan.Kept.Take(3).Select(k => k.Name)));

        await TakeStockBack(input.Id, cancel);
        await Restore(input.Id, cancel);
        import.Undo();
        audit.Record(
            "retail.import_undone",
            "retail.product_import",
            input.Id,
            after: new
            {
                import.FileName,
                plan.Archived,
                plan.Restored,
                kept = plan.KeptTotal,
            }
        );
        return plan;
    }

    /// <summary>Levels, then products, each in one order, as a sale takes them: what is found below stays true until the commit.</summary>
    private async Task Hold(Guid import, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (
            var sql in new[]
            {
                """
                    SELECT FROM trade.stock_levels WHERE tenant_id = $1 AND item_id IN
                        (SELECT product_id FROM retail.product_import_changes WHERE tenant_id = $1 AND import_id = $2)
                    ORDER BY item_id FOR NO KEY UPDATE
                    """,
                """
                    SELECT FROM retail.products WHERE tenant_id = $1 AND product_id IN
                        (SELECT product_id FROM retail.product_import_changes WHERE tenant_id = $1 AND import_id = $2)
                    ORDER BY product_id FOR UPDATE
                    """,
            }
        )
            batch.BatchCommands.Add(Command(sql, import));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The stock the import opened goes again, where nothing moved it since and as much is there.</summary>
    private async Task TakeStockBack(Guid import, CancellationToken cancel)
    {
        var back = new List<StockMovement>();
        await using (var batch = new NpgsqlBatch(session.Connection))
        {
            batch.BatchCommands.Add(
                Command(
                    """
                    SELECT m.item_id, m.quantity FROM trade.stock_movements m
                    JOIN retail.import_undo($1, $2) u ON u.product_id = m.item_id AND u.kept IS NULL
                    JOIN trade.stock_levels l ON l.tenant_id = $1 AND l.item_id = m.item_id AND l.location_id = m.location_id
                    WHERE m.tenant_id = $1 AND m.source = 'retail.product_import' AND m.source_id = $2 AND m.quantity > 0
                        AND l.on_hand >= m.quantity AND NOT EXISTS (
                            SELECT FROM trade.stock_movements n WHERE n.tenant_id = $1 AND n.item_id = m.item_id
                                AND n.movement_id > m.movement_id)
                    """,
                    import
                )
            );
            await using var found = await batch.ExecuteReaderAsync(cancel);
            while (await found.ReadAsync(cancel))
                back.Add(
                    new(
                        found.GetGuid(0),
                        Quantity.Zero - new Quantity(found.GetInt64(1)),
                        StockMovementKind.Adjusted,
                        Reason: "Import undone",
                        Source: StockSources.ImportUndo,
                        SourceId: import
                    )
                );
        }
        await ledger.Move(back, cancel);
    }

    /// <summary>Products as they were; what can be taken back is then forgotten, so that what stays behind are those kept.</summary>
    private async Task Restore(Guid import, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection);
        var restore = Command(
            """
            WITH undone AS (
                DELETE FROM retail.product_import_changes d USING retail.import_undo($1, $2) u
                WHERE d.tenant_id = $1 AND d.import_id = $2 AND d.product_id = u.product_id AND u.kept IS NULL
                RETURNING d.*
            )
            UPDATE retail.products p SET
                sku = coalesce(u.sku, p.sku), name = coalesce(u.name, p.name), name_key = coalesce(u.name_key, p.name_key),
                barcode = CASE WHEN u.made THEN p.barcode ELSE u.barcode END,
                category_id = CASE WHEN u.made THEN p.category_id ELSE u.category_id END,
                cost_sen = CASE WHEN u.made THEN p.cost_sen ELSE u.cost_sen END,
                price_sen = coalesce(u.price_sen, p.price_sen), tax_code = coalesce(u.tax_code, p.tax_code),
                track_stock = coalesce(u.track_stock, p.track_stock),
                archived_at = CASE WHEN u.made THEN $3 ELSE u.archived_at END, updated_at = $3
            FROM undone u WHERE p.tenant_id = $1 AND p.product_id = u.product_id
            """,
            import
        );
        restore.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        batch.BatchCommands.Add(restore);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlBatchCommand Command(string sql, Guid import) =>
        new(sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = import },
            },
        };
}
