-- A list of a hundred people writes a hundred of these rows, and the key asked for their one entry a hundred times. Entries are never
-- changed and never go, so it is enough to ask once a statement. The key stands on in the catalog, for whoever reads what hangs on what.
ALTER TABLE platform.disclosed_subjects ALTER CONSTRAINT disclosed_subjects_tenant_id_entry_id_fkey NOT ENFORCED;

CREATE FUNCTION platform.disclosed_by_an_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT tenant_id, entry_id FROM fresh) f
        WHERE NOT EXISTS (SELECT FROM platform.audit_entries e WHERE e.tenant_id = f.tenant_id AND e.entry_id = f.entry_id)
    ) THEN
        RAISE EXCEPTION 'a look without its entry in the log'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'disclosed_subjects_tenant_id_entry_id_fkey';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER disclosed_by_an_entry AFTER INSERT ON platform.disclosed_subjects REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION platform.disclosed_by_an_entry();
