-- The bytes of files lie in a store outside the database, encrypted; a row says what they are and where. Those of the version before move at
-- the start of the application, and the column goes with the next version.
ALTER TABLE platform.files DROP CONSTRAINT files_check;
ALTER TABLE platform.files
    ALTER COLUMN content DROP NOT NULL,
    ADD COLUMN object_id uuid,
    ADD COLUMN key_version integer,
    ADD CONSTRAINT files_size CHECK (size >= 0 AND (content IS NULL OR size = octet_length(content))),
    ADD CONSTRAINT files_lie_at_one_place CHECK (num_nonnulls(content, object_id) = 1 AND num_nonnulls(object_id, key_version) IN (0, 2));
CREATE UNIQUE INDEX files_objects ON platform.files (tenant_id, object_id);
GRANT UPDATE (content, object_id, key_version) ON platform.files TO niaga_app;

-- What has to leave the store. Written with the row's end, whoever ends it: code, a purge, a cascade.
CREATE TABLE platform.removed_files (
    object_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    removed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, DELETE ON platform.removed_files TO niaga_app;
GRANT SELECT ON platform.removed_files TO niaga_backup;

CREATE FUNCTION platform.file_removed() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.object_id IS NOT NULL THEN
        INSERT INTO platform.removed_files (object_id, tenant_id) VALUES (OLD.object_id, OLD.tenant_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER file_removed AFTER DELETE ON platform.files FOR EACH ROW EXECUTE FUNCTION platform.file_removed();
CREATE TRIGGER file_moved AFTER UPDATE OF object_id ON platform.files FOR EACH ROW
    WHEN (OLD.object_id IS DISTINCT FROM NEW.object_id) EXECUTE FUNCTION platform.file_removed();
