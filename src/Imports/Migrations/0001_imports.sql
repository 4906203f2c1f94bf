-- Files of records on their way in, of whatever kind the manifests name.
CREATE TABLE imports.imports (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    import_id uuid NOT NULL,
    -- as a manifest calls it, such as retail.products
    kind text NOT NULL,
    file_id uuid,
    file_name text NOT NULL,
    -- uploaded → running → done | failed; done → undone
    state text NOT NULL CHECK (state IN ('uploaded', 'running', 'done', 'failed', 'cancelled', 'undone')),
    -- {"Columns": {"sku": 0, "name": 1, …}, "Delimiter": ";", "Encoding": "utf-8"} as guessed or changed
    mapping text NOT NULL,
    mode text CHECK (mode IN ('all-or-nothing', 'valid-rows')),
    rows_total integer NOT NULL DEFAULT 0,
    rows_done integer NOT NULL DEFAULT 0,
    rows_failed integer NOT NULL DEFAULT 0,
    rows_created integer NOT NULL DEFAULT 0,
    rows_updated integer NOT NULL DEFAULT 0,
    -- of the file, kept where some of its rows were refused
    headings text[],
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, import_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES platform.files
);
CREATE INDEX imports_of_kind ON imports.imports (tenant_id, kind, import_id);
CREATE INDEX imports_file ON imports.imports (tenant_id, file_id);
CALL platform.isolate('imports.imports');

CREATE TABLE imports.import_errors (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line integer NOT NULL CHECK (line > 0),
    field text NOT NULL,
    code text NOT NULL,
    value text,
    -- what the sentence names besides: an earlier line, the record that has the same code
    detail text,
    -- the whole line, with its first error: it goes back to its owner to be mended
    cells text[],
    PRIMARY KEY (tenant_id, import_id, line, field),
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports.imports ON DELETE CASCADE
);
CALL platform.isolate('imports.import_errors');

-- What an import did to each record: undone within a day, where nobody wrote the record since (version is its xmin then).
CREATE TABLE imports.import_changes (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    record_id uuid NOT NULL,
    made boolean NOT NULL,
    version bigint NOT NULL,
    -- what undoing puts back; null for a record the import made
    before jsonb,
    -- being taken back, within the undo's own transaction
    undone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, import_id, record_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports.imports ON DELETE CASCADE
);
CALL platform.isolate('imports.import_changes');
