-- Loaded rows keep values of fields that were retired since.
CREATE OR REPLACE PROCEDURE fields.allow(tbl regclass, subject text) LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN fields jsonb NOT NULL DEFAULT ''{}''', tbl);
    EXECUTE format('CREATE TRIGGER fields_checked BEFORE INSERT OR UPDATE OF fields ON %s FOR EACH ROW WHEN (NEW.fields <> ''{}'')'
        || ' EXECUTE FUNCTION fields.check_values(%L)', tbl, subject);
    CALL platform.quiet_while_loading(tbl, 'fields_checked');
END $$;
