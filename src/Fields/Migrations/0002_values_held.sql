-- Encrypted values are checked by who encrypts them; that their fields are in use until the commit is held here, as for all others.
CREATE FUNCTION fields.hold_in_use(tenant uuid, kind text, keys text[]) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    held integer;
BEGIN
    SELECT count(*) INTO held FROM (
        SELECT FROM fields.fields WHERE tenant_id = tenant AND subject = kind AND key = ANY (keys) AND retired_at IS NULL
        ORDER BY key FOR KEY SHARE
    ) f;
    IF held < cardinality(keys) THEN
        RAISE EXCEPTION 'a retired field takes no values' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_in_use';
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION fields.hold_in_use(uuid, text, text[]) TO niaga_app;
