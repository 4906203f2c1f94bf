using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Trade.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Retail.Products.Import;

/// <summary>An import's SQL: thousands of rows a statement, always of the one tenant.</summary>
internal sealed class ImportWriter(TenantSession session, StockLedger ledger, ProductCatalog catalog, TimeProvider clock)
{
    public readonly record struct Written(int Created, int Updated);

    /// <summary>New rows without an SKU get numbers of the shop's own that neither a product nor another row has.</summary>
    public async Task<List<ImportRow>> Numbered(List<ImportRow> rows, CancellationToken cancel)
    {
        var given = rows.Where(r => r.Sku is not null).Select(r => r.SkuKey).ToHashSet(StringComparer.Ordinal);
        var skus = new Queue<string>(await catalog.NextSkus(rows.Count - rows.Count(r => r.Sku is not null), given, cancel));
        return [.. rows.Select(r => r.Sku is not null ? r : r.Numbered(skus.Dequeue()))];
    }

    /// <summary>Ids of all categories the rows name, by folded name; new ones are made.</summary>
    public async Task<Dictionary<string, Guid>> Categories(IEnumerable<ImportRow> rows, CancellationToken cancel)
    {
        var names = rows.Select(r => r.Category).OfType<string>().DistinctBy(SearchKey.Of).ToArray();
        await using var make = new NpgsqlCommand(
            """
            INSERT INTO retail.categories (tenant_id, category_id, name, name_key)
            SELECT $1, c.id, c.name, c.key FROM unnest($2, $3, $4) AS c (id, name, key)
            ON CONFLICT ON CONSTRAINT categories_name_unique DO NOTHING
            """,
            session.Connection
        );
        Tenant(make);
        make.Parameters.Add(new() { Value = names.Select(_ => Guid.CreateVersion7(clock.GetUtcNow())).ToArray() });
        make.Parameters.Add(new() { Value = names });
        make.Parameters.Add(new() { Value = names.Select(SearchKey.Of).ToArray() });
        if (names.Length > 0)
            await make.ExecuteNonQueryAsync(cancel);
        await using var read = new NpgsqlCommand(
            "SELECT name_key, category_id FROM retail.categories WHERE tenant_id = $1",
            session.Connection
        );
        Tenant(read);
        await using var found = await read.ExecuteReaderAsync(cancel);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        while (await found.ReadAsync(cancel))
            ids[found.GetString(0)] = found.GetGuid(1);
        return ids;
    }

    /// <summary>
    /// Makes or changes products by SKU; columns that the file lacks stay as they are. What it says of stock opens a new product's ledger.
    /// </summary>
    public async Task<Written> Write(ImportRow[] rows, Dictionary<string, Guid> categories, ProductImport import, CancellationToken cancel)
    {
        var has = import.Columns.Columns;
        var now = clock.GetUtcNow();
        var ids = rows.Select(_ => Guid.CreateVersion7(now)).ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            WITH written AS (
            INSERT INTO retail.products AS p
                (tenant_id, product_id, sku, sku_key, barcode, name, name_key, category_id, cost_sen, price_sen, tax_code, track_stock,
                    created_at, updated_at)
            SELECT $1, r.id, r.sku, r.sku_key, r.barcode, r.name, r.name_key, r.category, r.cost, r.price, r.tax, r.track, $2, $2
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS r (id, sku, sku_key, barcode, name, name_key, category, cost,
                price, tax, track)
            ON CONFLICT ON CONSTRAINT products_sku_unique DO UPDATE SET
                sku = excluded.sku, name = excluded.name, name_key = excluded.name_key, price_sen = excluded.price_sen,
                    archived_at = NULL, updated_at = excluded.updated_at
                {Set(ProductColumn.Barcode, "barcode")}
                {Set(ProductColumn.Category, "category_id")}
                {Set(ProductColumn.Cost, "cost_sen")}
                {Set(ProductColumn.TaxCode, "tax_code")}
                {Set(ProductColumn.TrackStock, "track_stock")}
            RETURNING new.product_id, new.sku_key, new.xmin::text::bigint AS version, old.product_id IS NULL AS made,
                old.sku, old.barcode, old.name, old.name_key, old.category_id, old.cost_sen, old.price_sen, old.tax_code,
                old.track_stock, old.archived_at
            ), kept AS (
            INSERT INTO retail.product_import_changes (tenant_id, import_id, product_id, made, version, sku, barcode, name, name_key,
                category_id, cost_sen, price_sen, tax_code, track_stock, archived_at)
            SELECT $1, $14, product_id, made, version, sku, barcode, name, name_key, category_id, cost_sen, price_sen, tax_code,
                track_stock, archived_at FROM written
            )
            SELECT product_id, sku_key FROM written
            """,
            session.Connection
        );
        Tenant(command);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = rows.Select(r => r.Sku!).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(r => r.SkuKey).ToArray() });
        command.Parameters.Add(
            new() { Value = rows.Select(r => r.Barcode).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
        );
        command.Parameters.Add(new() { Value = rows.Select(r => r.Name).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(r => SearchKey.Of(r.Name)).ToArray() });
        command.Parameters.Add(
            new()
            {
                Value = rows.Select(r => r.Category is { } c ? categories[SearchKey.Of(c)] : (Guid?)null).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
            }
        );
        command.Parameters.Add(
            new() { Value = rows.Select(r => r.Cost?.Sen).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint }
        );
        command.Parameters.Add(new() { Value = rows.Select(r => r.Price.Sen).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(r => r.TaxCode).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(r => r.TrackStock).ToArray() });
        command.Parameters.Add(new() { Value = import.ImportId });
        var products = new Dictionary<string, Guid>(rows.Length, StringComparer.Ordinal);
        await using (var answer = await command.ExecuteReaderAsync(cancel))
        {
            while (await answer.ReadAsync(cancel))
                products[answer.GetString(1)] = answer.GetGuid(0);
        }
        var made = products.Values.ToHashSet();
        made.IntersectWith(ids);
        await OpenStock(rows, products, import.ImportId, cancel);
        return new(made.Count, rows.Length - made.Count);

        string Set(string field, string column) => has.ContainsKey(field) ? $", {column} = excluded.{column}" : "";
    }

    /// <summary>Stock in a file is of what nobody counted yet, undone imports aside; the rest is changed by counting.</summary>
    private async Task OpenStock(ImportRow[] rows, Dictionary<string, Guid> products, Guid import, CancellationToken cancel)
    {
        var given = rows.Where(r => r is { TrackStock: true, Stock: not null }).Select(r => (Id: products[r.SkuKey], Row: r)).ToArray();
        if (given.Length == 0)
            return;

        var levels = new Dictionary<Guid, (Quantity OnHand, bool Counted)>();
        await using (var command = new NpgsqlCommand())
        {
            command.Connection = session.Connection;
            command.CommandText = """
                SELECT l.item_id, sum(l.on_hand)::bigint, bool_or(l.counted) AND EXISTS (
                    SELECT FROM trade.stock_movements m WHERE m.tenant_id = $1 AND m.item_id = l.item_id
                        AND m.source IS DISTINCT FROM 'retail.import_undo'
                        AND NOT EXISTS (SELECT FROM retail.product_imports i WHERE i.tenant_id = $1 AND i.import_id = m.source_id
                            AND i.state = 'undone'))
                FROM trade.stock_levels l WHERE l.tenant_id = $1 AND l.item_id = ANY ($2) GROUP BY l.item_id
                """;
            Tenant(command);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. given.Select(g => g.Id)] });
            await using var found = await command.ExecuteReaderAsync(cancel);
            while (await found.ReadAsync(cancel))
                levels.Add(found.GetGuid(0), (new(found.GetInt64(1)), found.GetBoolean(2)));
        }
        var movements = given
            .Where(g => !levels.TryGetValue(g.Id, out var level) || !level.Counted)
            .Select(g => new StockMovement(
                g.Id,
                g.Row.Stock!.Value - levels.GetValueOrDefault(g.Id).OnHand,
                StockMovementKind.Opening,
                Source: "retail.product_import",
                SourceId: import,
                UnitCost: g.Row.Cost
            ))
            .ToArray();
        await ledger.Move(movements, cancel);
    }

    /// <summary>Keeps what is wrong, each line's cells with its first error, and the headings with the import.</summary>
    public async Task KeepErrors(
        Guid import,
        IReadOnlyList<CellError> errors,
        IReadOnlyDictionary<int, string[]> cells,
        CancellationToken cancel
    )
    {
        if (errors.Count > 0 && cells.TryGetValue(0, out var headings))
        {
            await using var keep = new NpgsqlCommand(
                "UPDATE retail.product_imports SET headings = $3 WHERE tenant_id = $1 AND import_id = $2",
                session.Connection
            );
            Tenant(keep);
            keep.Parameters.Add(new() { Value = import });
            keep.Parameters.Add(new() { Value = headings });
            await keep.ExecuteNonQueryAsync(cancel);
        }
        var first = new HashSet<int>();
        foreach (var chunk in errors.DistinctBy(e => (e.Line, e.Field)).Chunk(10_000))
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO retail.product_import_errors (tenant_id, import_id, line, field, code, value, detail, cells)
                SELECT $1, $2, e.line, e.field, e.code, e.value, e.detail,
                    CASE WHEN e.cells IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(e.cells::jsonb)) END
                FROM unnest($3, $4, $5, $6, $7, $8) AS e (line, field, code, value, detail, cells)
                """,
                session.Connection
            );
            Tenant(command);
            command.Parameters.Add(new() { Value = import });
            command.Parameters.Add(new() { Value = chunk.Select(e => e.Line).ToArray() });
            command.Parameters.Add(new() { Value = chunk.Select(e => e.Field).ToArray() });
            command.Parameters.Add(new() { Value = chunk.Select(e => e.Code).ToArray() });
            command.Parameters.Add(
                new() { Value = chunk.Select(e => e.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
            command.Parameters.Add(
                new() { Value = chunk.Select(e => e.Detail).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
            command.Parameters.Add(
                new()
                {
                    // An array of arrays must be rectangular, and lines are not: each travels as JSON.
                    Value = chunk
                        .Select(e =>
                            first.Add(e.Line) && cells.TryGetValue(e.Line, out var line)
                                ? JsonSerializer.Serialize(line.Select(c => c.Replace("\0", "", StringComparison.Ordinal)))
                                : null
                        )
                        .ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                }
            );
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private void Tenant(NpgsqlCommand command) => command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
}
