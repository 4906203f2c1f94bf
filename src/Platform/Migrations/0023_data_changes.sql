-- What nodes remember of a business's data is dropped on every node when a table it was read from changes. A table that is remembered carries
--   CREATE TRIGGER … AFTER INSERT OR DELETE OR UPDATE OF (the columns that count) ON … FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
-- Delivered on commit, once per transaction. Only for tables that seldom change: transactions that notify commit one after the other.
CREATE FUNCTION platform.announce_data() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_notify('niaga_data', current_setting('app.tenant_id'));
    RETURN NULL;
END $$;
