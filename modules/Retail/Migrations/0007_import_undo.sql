-- What an import did to each product: undone within a day, where nobody wrote the product since (version is its xmin then).
ALTER TABLE retail.product_imports DROP CONSTRAINT product_imports_state_check;
ALTER TABLE retail.product_imports ADD CONSTRAINT product_imports_state_check
    CHECK (state IN ('uploaded', 'running', 'done', 'failed', 'cancelled', 'undone'));

CREATE TABLE retail.product_import_changes (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    product_id uuid NOT NULL,
    made boolean NOT NULL,
    version bigint NOT NULL,
    -- as it was before; all null for a product the import made
    sku text,
    barcode text COLLATE "C",
    name text,
    name_key text COLLATE "C",
    category_id uuid,
    cost_sen bigint,
    price_sen bigint,
    tax_code text,
    track_stock boolean,
    archived_at timestamptz,
    PRIMARY KEY (tenant_id, import_id, product_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES retail.product_imports ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, product_id) REFERENCES retail.products
);
CREATE INDEX product_import_changes_product ON retail.product_import_changes (tenant_id, product_id);
CALL platform.isolate('retail.product_import_changes', 'SELECT', 'INSERT', 'DELETE');

-- What undoing an import would do to each of its products, and why some stay as they are (kept). A row that anybody wrote since has
-- another xmin.
CREATE FUNCTION retail.import_undo(tenant uuid, import uuid) RETURNS TABLE (product_id uuid, made boolean, kept text)
LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT c.product_id, c.made, CASE
        WHEN p.xmin::text::bigint <> c.version THEN 'changed'
        WHEN c.made AND EXISTS (SELECT FROM retail.sale_lines s WHERE s.tenant_id = tenant AND s.product_id = c.product_id) THEN 'sold'
        WHEN c.made AND EXISTS (SELECT FROM trade.stock_movements m WHERE m.tenant_id = tenant AND m.item_id = c.product_id
            AND m.source_id IS DISTINCT FROM import) THEN 'moved'
        WHEN NOT c.made AND EXISTS (SELECT FROM retail.products o WHERE o.tenant_id = tenant AND o.barcode = c.barcode
            AND o.product_id <> c.product_id) THEN 'barcode'
        END
    FROM retail.product_import_changes c JOIN retail.products p ON p.tenant_id = tenant AND p.product_id = c.product_id
    WHERE c.tenant_id = tenant AND c.import_id = import
$$;
GRANT EXECUTE ON FUNCTION retail.import_undo(uuid, uuid) TO niaga_app;
