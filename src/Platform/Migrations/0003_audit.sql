-- Who did what: written in the business transaction, never changed after. before/after are text, not jsonb: the hash is over
-- the bytes that were written, and jsonb's own spelling may change between versions.
CREATE TABLE platform.audit_entries (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid,
    channel text NOT NULL,
    address text,
    action text NOT NULL,
    subject text NOT NULL,
    subject_id text NOT NULL,
    before text,
    after text,
    PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX audit_entries_subject ON platform.audit_entries (tenant_id, subject, subject_id, entry_id);
CALL platform.isolate('platform.audit_entries', 'SELECT', 'INSERT');

CREATE TABLE platform.audit_seals (
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    entry_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence),
    UNIQUE (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES platform.audit_entries
);
CALL platform.isolate('platform.audit_seals', 'SELECT', 'INSERT');

-- Which tenants have entries that no seal covers yet: pairs of ids for the sealer, which must see all tenants.
CREATE TABLE platform.audit_pending (
    tenant_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, entry_id)
);
ALTER TABLE platform.audit_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.audit_pending FORCE ROW LEVEL SECURITY;
CREATE POLICY pointers ON platform.audit_pending FOR SELECT USING (true);
CREATE POLICY own_insert ON platform.audit_pending FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_delete ON platform.audit_pending FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, DELETE ON platform.audit_pending TO niaga_app;
GRANT SELECT ON platform.audit_pending TO niaga_backup, niaga_platform_job;

CREATE FUNCTION platform.await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO platform.audit_pending (tenant_id, entry_id) VALUES (NEW.tenant_id, NEW.entry_id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_pending AFTER INSERT ON platform.audit_entries FOR EACH ROW EXECUTE FUNCTION platform.await_seal();
