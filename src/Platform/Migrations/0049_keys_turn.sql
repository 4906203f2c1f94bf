-- A data key turns for every encrypted value, those too that nobody may change: of them only the encryption changes, and only while a key turns.
CREATE FUNCTION platform.is_reencrypting() RETURNS boolean LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT coalesce(current_setting('app.reencrypting', true), '') = 'on'
$$;

-- Its arguments: all encrypted columns, and those of them that are never changed otherwise.
CREATE FUNCTION platform.only_reencrypted() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF platform.is_reencrypting() THEN
        IF to_jsonb(NEW) - TG_ARGV[0]::text[] IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV[0]::text[] THEN
            RAISE EXCEPTION 'while a key turns only encrypted values of % change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF current_user = 'niaga_app' AND EXISTS (
        SELECT FROM unnest(TG_ARGV[1]::text[]) AS c WHERE to_jsonb(NEW) -> c IS DISTINCT FROM to_jsonb(OLD) -> c) THEN
        RAISE EXCEPTION 'permission denied for table %: this stays as it was written', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE PROCEDURE platform.reencryptable(tbl regclass, VARIADIC columns text[]) LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    fixed text[] := ARRAY(SELECT c FROM unnest(columns) AS c WHERE NOT has_column_privilege('niaga_app', tbl, c, 'UPDATE'));
BEGIN
    EXECUTE format('GRANT UPDATE (%s) ON %s TO niaga_app', array_to_string(columns, ', '), tbl);
    EXECUTE format('CREATE TRIGGER only_reencrypted BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION platform.only_reencrypted(%L, %L)',
        tbl, columns, fixed);
END $$;
REVOKE ALL ON PROCEDURE platform.reencryptable(regclass, text[]) FROM PUBLIC;

CALL platform.reencryptable('platform.record_openings', 'reason');
