using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Trade.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Retail.Products.Import;

/// <summary>An import of products in SQL: thousands of rows a statement, always of the one tenant.</summary>
internal sealed class ProductImportWriter(TenantSession session, StockLedger ledger, ProductCatalog catalog, TimeProvider clock)
{
    private Dictionary<string, Guid> categories = [];

    /// <summary>New rows without an SKU get numbers of the shop's own that neither a product nor another row has.</summary>
    public async Task<IReadOnlyList<ProductRow>> Numbered(IReadOnlyList<ProductRow> rows, CancellationToken cancel)
    {
        var given = rows.Where(r => r.Sku is not null).Select(r => r.SkuKey).ToHashSet(StringComparer.Ordinal);
        var skus = new Queue<string>(await catalog.NextSkus(rows.Count - rows.Count(r => r.Sku is not null), given, cancel));
        return [.. rows.Select(r => r.Sku is not null ? r : r.Numbered(skus.Dequeue()))];
    }

    /// <summary>Makes the categories that the rows name and the shop has not.</summary>
    public async Task MakeCategories(IReadOnlyList<ProductRow> rows, CancellationToken cancel)
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
        categories = new(StringComparer.Ordinal);
        while (await found.ReadAsync(cancel))
            categories[found.GetString(0)] = found.GetGuid(1);
    }

    /// <summary>
    /// Makes or changes products by SKU; columns that the file lacks stay as they are. What it says of stock opens a new product's ledger.
    /// </summary>
    public async Task<ImportWritten> Write(ProductRow[] rows, ImportTarget import, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var ids = rows.Select(_ => Guid.CreateVersion7(now)).ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            WITH written AS (
            INSERT INTO retail.products AS p
                (tenant_id, product_id, sku, sku_key, barcode, name, name_key, category_id, cost_sen, price_sen, tax_code, track_stock,
                    fields, created_at, updated_at)
            SELECT $1, r.id, r.sku, r.sku_key, r.barcode, r.name, r.name_key, r.category, r.cost, r.price, r.tax, r.track,
                r.fields::jsonb, $2, $2
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $15) AS r (id, sku, sku_key, barcode, name, name_key, category,
                cost, price, tax, track, fields)
            ON CONFLICT ON CONSTRAINT products_sku_unique DO UPDATE SET
                sku = excluded.sku, name = excluded.name, name_key = excluded.name_key, price_sen = excluded.price_sen,
                    archived_at = NULL, updated_at = excluded.updated_at
                {Set(ProductColumn.Barcode, "barcode")}
                {Set(ProductColumn.Category, "category_id")}
                {Set(ProductColumn.Cost, "cost_sen")}
                {Set(ProductColumn.TaxCode, "tax_code")}
                {Set(ProductColumn.TrackStock, "track_stock")}
                {(rows.Any(r => r.Own.Filled.Count > 0) ? ", fields = p.fields || excluded.fields" : "")}
            RETURNING new.product_id, new.sku_key, new.xmin::text::bigint AS version, old.product_id IS NULL AS made,
                old.sku, old.barcode, old.name, old.name_key, old.category_id, old.cost_sen, old.price_sen, old.tax_code,
                old.track_stock, old.archived_at, old.fields
            ), kept AS (
            INSERT INTO imports.import_changes (tenant_id, import_id, record_id, made, version, before)
            SELECT $1, $14, product_id, made, version, CASE WHEN NOT made THEN jsonb_build_object('sku', sku, 'barcode', barcode,
                'name', name, 'name_key', name_key, 'category_id', category_id, 'cost_sen', cost_sen, 'price_sen', price_sen,
                'tax_code', tax_code, 'track_stock', track_stock, 'archived_at', archived_at, 'fields', fields) END
            FROM written
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
        command.Parameters.Add(new() { Value = import.Id });
        command.Parameters.Add(new() { Value = rows.Select(r => r.Own.Values.Json).ToArray() });
        var products = new Dictionary<string, Guid>(rows.Length, StringComparer.Ordinal);
        await using (var answer = await command.ExecuteReaderAsync(cancel))
        {
            while (await answer.ReadAsync(cancel))
                products[answer.GetString(1)] = answer.GetGuid(0);
        }
        var made = products.Values.ToHashSet();
        made.IntersectWith(ids);
        await Empty([.. rows.Where(r => r.Known is not null && r.Own.Emptied.Count > 0)], products, cancel);
        await OpenStock(rows, products, import, cancel);
        return new(made.Count, rows.Length - made.Count);

        string Set(string field, string column) => import.Columns.Contains(field) ? $", {column} = excluded.{column}" : "";
    }

    /// <summary>Fields whose cell is empty. In the same transaction as the writing, so that undoing takes it for the same.</summary>
    private async Task Empty(ProductRow[] rows, Dictionary<string, Guid> products, CancellationToken cancel)
    {
        var (ids, keys) = (rows.Select(r => products[r.SkuKey]).ToArray(), rows.Select(r => string.Join(' ', r.Own.Emptied)).ToArray());
        if (rows.Length > 0)
            await session.Execute(
                $"""
                UPDATE retail.products p SET fields = p.fields - string_to_array(r.keys, ' ')
                FROM unnest({ids}, {keys}) AS r (id, keys)
                WHERE p.tenant_id = {session.Tenant.Value} AND p.product_id = r.id AND p.fields ?| string_to_array(r.keys, ' ')
                """,
                cancel
            );
    }

    /// <summary>
    /// Stock in a file is of what nobody counted yet, undone imports aside; the rest is changed by counting. It lies at the first open
    /// place of whoever imports; of somebody who has none nothing is said to lie anywhere.
    /// </summary>
    private async Task OpenStock(ProductRow[] rows, Dictionary<string, Guid> products, ImportTarget import, CancellationToken cancel)
    {
        var given = rows.Where(r => r is { TrackStock: true, Stock: not null }).Select(r => (Id: products[r.SkuKey], Row: r)).ToArray();
        if (given.Length == 0 || await ledger.BranchOfMember(import.By, cancel) is not { } branch)
            return;

        var levels = new Dictionary<Guid, (Quantity OnHand, bool Counted)>();
        await using (var command = new NpgsqlCommand())
        {
            command.Connection = session.Connection;
            command.CommandText = """
                SELECT l.item_id, sum(l.on_hand)::bigint, bool_or(l.counted) AND EXISTS (
                    SELECT FROM trade.stock_movements m WHERE m.tenant_id = $1 AND m.item_id = l.item_id
                        AND m.source IS DISTINCT FROM 'retail.import_undo'
                        AND NOT EXISTS (SELECT FROM imports.imports i WHERE i.tenant_id = $1 AND i.import_id = m.source_id
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
                SourceId: import.Id,
                UnitCost: g.Row.Cost
            ))
            .ToArray();
        await ledger.Move(movements, branch, cancel);
    }

    private void Tenant(NpgsqlCommand command) => command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
}
