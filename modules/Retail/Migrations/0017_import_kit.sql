-- The import of products moves into the kit that any record comes in through: its tables lie in schema imports, with those of other kinds.
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO imports.imports (tenant_id, import_id, kind, file_id, file_name, state, mapping, mode, rows_total, rows_done,
            rows_failed, rows_created, rows_updated, headings, created_by, created_at, finished_at)
        SELECT tenant_id, import_id, 'retail.products', file_id, file_name, state, mapping, mode, rows_total, rows_done, rows_failed,
            rows_created, rows_updated, headings, created_by, created_at, finished_at
        FROM retail.product_imports WHERE tenant_id = tenant;
        INSERT INTO imports.import_errors (tenant_id, import_id, line, field, code, value, detail, cells)
        SELECT tenant_id, import_id, line, field, code, value, detail, cells
        FROM retail.product_import_errors WHERE tenant_id = tenant;
        INSERT INTO imports.import_changes (tenant_id, import_id, record_id, made, version, before)
        SELECT tenant_id, import_id, product_id, made, version, CASE WHEN NOT made THEN jsonb_build_object('sku', sku,
            'barcode', barcode, 'name', name, 'name_key', name_key, 'category_id', category_id, 'cost_sen', cost_sen,
            'price_sen', price_sen, 'tax_code', tax_code, 'track_stock', track_stock, 'archived_at', archived_at) END
        FROM retail.product_import_changes WHERE tenant_id = tenant;
        UPDATE platform.work_items SET kind = 'imports.run' WHERE tenant_id = tenant AND kind = 'retail.import_products';
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;

DROP FUNCTION retail.import_undo(uuid, uuid);
DROP TABLE retail.product_import_changes;
DROP TABLE retail.product_import_errors;
DROP TABLE retail.product_imports;
