-- Which of these customers a module's records name: a module keeps a customer's id with a foreign key, so its table need not be listed here.
CREATE FUNCTION trade.customers_used(tenant uuid, customers uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE
    used record;
BEGIN
    FOR used IN
        SELECT c.conrelid::regclass AS tbl, a.attname AS col FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_attribute k ON k.attrelid = c.confrelid AND k.attname = 'customer_id'
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid
            AND a.attnum = c.conkey[array_position(c.confkey, k.attnum)]
        WHERE c.contype = 'f' AND c.confrelid = 'trade.customers'::regclass
            AND c.connamespace <> 'trade'::regnamespace
    LOOP
        RETURN QUERY EXECUTE format('SELECT DISTINCT t.%I FROM %s t WHERE t.tenant_id = $1 AND t.%I = ANY ($2)',
            used.col, used.tbl, used.col) USING tenant, customers;
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION trade.customers_used(uuid, uuid[]) TO niaga_app;
