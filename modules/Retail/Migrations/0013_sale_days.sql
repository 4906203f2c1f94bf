-- What each day sold, added up as it sells: a dashboard or a report over days reads one row a day instead of all its sales. Voids and
-- refunds are few and stay documents of their own. Written by the trigger below and by nothing else.
CREATE TABLE retail.sale_days (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    business_day date NOT NULL,
    sales bigint NOT NULL CHECK (sales > 0),
    items bigint NOT NULL,
    total_sen bigint NOT NULL,
    tax_sen bigint NOT NULL,
    rounding_sen bigint NOT NULL,
    PRIMARY KEY (tenant_id, business_day)
)
-- Room for the next versions of the day's row on its page, which then needs no new entry in the index.
WITH (fillfactor = 50);
CALL platform.isolate('retail.sale_days', 'SELECT', 'INSERT', 'UPDATE');

DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO retail.sale_days (tenant_id, business_day, sales, items, total_sen, tax_sen, rounding_sen)
        SELECT tenant_id, business_day, count(*), sum(items), sum(total_sen), sum(tax_sen), sum(rounding_sen)
        FROM retail.sales WHERE tenant_id = tenant GROUP BY tenant_id, business_day;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;

-- Once a statement, so that many sales written at once change a day once. The receipt's number is taken by then: sales of one business
-- wait for each other there already, and never for this row in another order.
CREATE FUNCTION retail.add_to_sale_days() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO retail.sale_days AS d (tenant_id, business_day, sales, items, total_sen, tax_sen, rounding_sen)
    SELECT n.tenant_id, n.business_day, count(*), sum(n.items), sum(n.total_sen), sum(n.tax_sen), sum(n.rounding_sen)
    FROM new_sales n GROUP BY n.tenant_id, n.business_day ORDER BY n.tenant_id, n.business_day
    ON CONFLICT (tenant_id, business_day) DO UPDATE SET sales = d.sales + excluded.sales, items = d.items + excluded.items,
        total_sen = d.total_sen + excluded.total_sen, tax_sen = d.tax_sen + excluded.tax_sen,
        rounding_sen = d.rounding_sen + excluded.rounding_sen;
    RETURN NULL;
END $$;
CREATE TRIGGER sales_add_to_days AFTER INSERT ON retail.sales REFERENCING NEW TABLE AS new_sales
    FOR EACH STATEMENT EXECUTE FUNCTION retail.add_to_sale_days();

CREATE FUNCTION retail.only_sales_change_days() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'what a day sold changes by a sale only' USING ERRCODE = 'check_violation', CONSTRAINT = 'sale_days_by_sale';
END $$;
CREATE TRIGGER sale_days_guard BEFORE INSERT OR UPDATE ON retail.sale_days
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION retail.only_sales_change_days();
