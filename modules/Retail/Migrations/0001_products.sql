CREATE TABLE retail.categories (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    category_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    -- lower-case, folded: "Minuman" and "minuman" are one category
    name_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, category_id),
    CONSTRAINT categories_name_unique UNIQUE (tenant_id, name_key)
);
CALL platform.isolate('retail.categories');

CREATE TABLE retail.products (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    product_id uuid NOT NULL,
    sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 40),
    sku_key text COLLATE "C" NOT NULL,
    barcode text COLLATE "C" CHECK (length(barcode) BETWEEN 1 AND 40),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 160),
    -- lower-case, folded: sorts and searches without an operator that row-level security keeps off the index
    name_key text COLLATE "C" NOT NULL,
    category_id uuid,
    cost_sen bigint CHECK (cost_sen >= 0),
    price_sen bigint NOT NULL CHECK (price_sen >= 0),
    currency char(3) NOT NULL DEFAULT 'MYR',
    tax_code text NOT NULL,
    track_stock boolean NOT NULL DEFAULT true,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, product_id),
    CONSTRAINT products_sku_unique UNIQUE (tenant_id, sku_key),
    CONSTRAINT products_barcode_unique UNIQUE (tenant_id, barcode),
    FOREIGN KEY (tenant_id, category_id) REFERENCES retail.categories
);
CREATE INDEX products_by_name ON retail.products (tenant_id, name_key, product_id);
CALL platform.isolate('retail.products', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE retail.product_imports (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    import_id uuid NOT NULL,
    file_id uuid,
    file_name text NOT NULL,
    -- uploaded → running → done | failed; cancelled from uploaded
    state text NOT NULL CHECK (state IN ('uploaded', 'running', 'done', 'failed', 'cancelled')),
    -- {"columns": {"sku": 0, "name": 1, …}, "delimiter": ";", "encoding": "utf-8"} as guessed or changed
    mapping text NOT NULL,
    mode text CHECK (mode IN ('all-or-nothing', 'valid-rows')),
    rows_total integer NOT NULL DEFAULT 0,
    rows_done integer NOT NULL DEFAULT 0,
    rows_failed integer NOT NULL DEFAULT 0,
    rows_created integer NOT NULL DEFAULT 0,
    rows_updated integer NOT NULL DEFAULT 0,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, import_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES platform.files
);
CALL platform.isolate('retail.product_imports');

CREATE TABLE retail.product_import_errors (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line integer NOT NULL CHECK (line > 0),
    field text NOT NULL,
    code text NOT NULL,
    value text,
    -- what the sentence names besides: an earlier line, the product that has the barcode
    detail text,
    PRIMARY KEY (tenant_id, import_id, line, field),
    FOREIGN KEY (tenant_id, import_id) REFERENCES retail.product_imports ON DELETE CASCADE
);
CALL platform.isolate('retail.product_import_errors');
