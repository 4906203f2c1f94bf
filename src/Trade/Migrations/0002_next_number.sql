-- The next gap-free number as a value, so that a document and its number go out in one statement. Runs with the caller's rights.
CREATE FUNCTION trade.next_number(tenant uuid, of_series text) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    INSERT INTO trade.number_counters AS c (tenant_id, series, last) VALUES (tenant, of_series, 1)
    ON CONFLICT (tenant_id, series) DO UPDATE SET last = c.last + 1
    RETURNING last
$$;
