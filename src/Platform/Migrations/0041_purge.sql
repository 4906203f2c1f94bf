-- What keeps data from being purged. A record's hold keeps what points to it too.
CREATE TABLE platform.legal_holds (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    hold_id uuid NOT NULL,
    scope text NOT NULL CHECK (scope IN ('business', 'class', 'table', 'record')),
    class text,
    tbl text,
    record_id uuid,
    reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
    set_by uuid,
    set_at timestamptz NOT NULL,
    until date,
    released_by uuid,
    released_at timestamptz,
    PRIMARY KEY (tenant_id, hold_id),
    CONSTRAINT legal_holds_of_one_thing CHECK (CASE scope
        WHEN 'business' THEN num_nonnulls(class, tbl, record_id) = 0
        WHEN 'class' THEN class IS NOT NULL AND num_nonnulls(tbl, record_id) = 0
        WHEN 'table' THEN tbl IS NOT NULL AND num_nonnulls(class, record_id) = 0
        ELSE num_nonnulls(tbl, record_id) = 2 AND class IS NULL END)
);
CREATE INDEX legal_holds_open ON platform.legal_holds (tenant_id) WHERE released_at IS NULL;
CALL platform.isolate('platform.legal_holds', 'SELECT', 'INSERT', 'UPDATE (released_by, released_at)');

-- The door between the two: a batch of a purge takes the row FOR SHARE, who sets a hold FOR UPDATE. They cannot pass each other.
CREATE TABLE platform.retention_gates (
    tenant_id uuid PRIMARY KEY REFERENCES platform.tenants,
    passed_at timestamptz NOT NULL
);
CALL platform.isolate('platform.retention_gates', 'SELECT', 'INSERT', 'UPDATE');

-- One purge, and its certificate once it is finished.
CREATE TABLE platform.purge_runs (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    run_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('due', 'again')),
    day date NOT NULL,
    batches integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    number bigint,
    certificate text,
    signature bytea,
    key_id text,
    PRIMARY KEY (tenant_id, run_id),
    CONSTRAINT purge_runs_number_once UNIQUE (tenant_id, number),
    CONSTRAINT purge_runs_finished_with_certificate CHECK (num_nonnulls(finished_at, number, certificate, signature, key_id) IN (0, 5))
);
CREATE UNIQUE INDEX purge_runs_one_open ON platform.purge_runs (tenant_id) WHERE finished_at IS NULL;
CALL platform.isolate('platform.purge_runs', 'SELECT', 'INSERT', 'UPDATE (batches, finished_at, number, certificate, signature, key_id)');

-- What was due, and what became of it: the sums add up, or nothing is written.
CREATE TABLE platform.purge_counts (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    class text NOT NULL,
    tbl text NOT NULL,
    period integer NOT NULL,
    listed bigint NOT NULL,
    purged bigint NOT NULL DEFAULT 0 CHECK (purged >= 0),
    held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    needed bigint NOT NULL DEFAULT 0 CHECK (needed >= 0),
    -- restored, changed or come in while the run was under way; below zero where more came than went
    changed bigint NOT NULL DEFAULT 0,
    closed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, run_id, class, tbl),
    FOREIGN KEY (tenant_id, run_id) REFERENCES platform.purge_runs,
    CONSTRAINT purge_counts_add_up CHECK (NOT closed OR listed = purged + held + needed + changed)
);
CALL platform.isolate('platform.purge_counts', 'SELECT', 'INSERT', 'UPDATE (listed, purged, held, needed, changed, closed)');

-- Which rows are gone for good: a hash of each one's key, so that a restore can be told to take them away again.
CREATE TABLE platform.deletion_ledger (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    -- one transaction
    batch uuid NOT NULL,
    tbl text NOT NULL,
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 16),
    class text NOT NULL,
    at timestamptz NOT NULL,
    -- whose transaction: a row may only be purged together with its line
    written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (tenant_id, run_id, batch, tbl, key_hash),
    FOREIGN KEY (tenant_id, run_id) REFERENCES platform.purge_runs
);
CALL platform.isolate('platform.deletion_ledger', 'SELECT', 'INSERT');

-- Tables from which nobody deletes: the purge may, with a line of the ledger for each row, and nothing else.
CREATE FUNCTION platform.only_purged() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF current_user = 'niaga_app' AND coalesce(current_setting('app.purging', true), '') = '' THEN
        RAISE EXCEPTION 'permission denied for table %: its rows are only purged', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION platform.purged_by_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF current_user <> 'niaga_app' THEN
        RETURN NULL;
    END IF;
    IF (SELECT count(*) FROM gone) <> (
        SELECT count(*) FROM platform.deletion_ledger l
        WHERE l.tenant_id = current_setting('app.tenant_id')::uuid AND l.run_id = split_part(current_setting('app.purging'), ' ', 1)::uuid
            AND l.batch = split_part(current_setting('app.purging'), ' ', 2)::uuid
            AND l.tbl = TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME AND l.written_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'rows of % purged without their lines in the ledger', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE PROCEDURE platform.purge_only(tbl regclass) LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('GRANT DELETE ON %s TO niaga_app', tbl);
    EXECUTE format('CREATE TRIGGER only_purged BEFORE DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION platform.only_purged()', tbl);
    EXECUTE format('CREATE TRIGGER purged_by_ledger AFTER DELETE ON %s REFERENCING OLD TABLE AS gone'
        || ' FOR EACH STATEMENT EXECUTE FUNCTION platform.purged_by_ledger()', tbl);
END $$;
REVOKE ALL ON PROCEDURE platform.purge_only(regclass) FROM PUBLIC;

-- From here on every table that is isolated without DELETE is purged and nothing else.
CREATE OR REPLACE PROCEDURE platform.isolate(tbl regclass, VARIADIC privileges text[] DEFAULT '{SELECT,INSERT,UPDATE,DELETE}')
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tbl);
    EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = current_setting(''app.tenant_id'')::uuid)'
        || ' WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::uuid)', tbl);
    EXECUTE format('GRANT %s ON %s TO niaga_app', array_to_string(privileges, ', '), tbl);
    EXECUTE format('GRANT SELECT ON %s TO niaga_backup', tbl);
    IF NOT 'DELETE' = ANY (privileges) THEN
        CALL platform.purge_only(tbl);
    END IF;
END $$;

-- And so is every one there is, but the log and what proves a purge, which outlive what they tell of.
DO $$
DECLARE
    tbl regclass;
BEGIN
    FOR tbl IN
        SELECT p.polrelid::regclass FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE p.polname = 'tenant' AND c.relkind IN ('r', 'p') AND NOT has_table_privilege('niaga_app', c.oid, 'DELETE')
            AND c.oid NOT IN ('platform.audit_entries'::regclass, 'platform.audit_seals'::regclass, 'platform.legal_holds'::regclass,
                'platform.purge_runs'::regclass, 'platform.purge_counts'::regclass, 'platform.deletion_ledger'::regclass)
    LOOP
        CALL platform.purge_only(tbl);
    END LOOP;
END $$;

-- Which classes there are is RetentionClass's; the floors stay.
ALTER TABLE platform.retention_periods DROP CONSTRAINT retention_periods_class_check,
    ADD CONSTRAINT retention_periods_class_short CHECK (length(class) BETWEEN 1 AND 40);
