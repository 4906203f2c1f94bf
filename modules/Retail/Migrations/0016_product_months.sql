-- What each product sold, voided and refunded in each month that is over: a report over years reads these instead of every line. Written at night
-- by retail.sum_months alone. A month is summed once it has been over for two days; whoever writes a sale or a document of an older day all the
-- same takes that month and those after it out again, and they are read line by line until the next night.
CREATE TABLE retail.product_months (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    product_id uuid NOT NULL,
    tax_code text NOT NULL,
    tax_basis_points integer NOT NULL,
    kind text NOT NULL,
    quantity bigint NOT NULL,
    total_sen bigint NOT NULL,
    tax_sen bigint NOT NULL,
    cost_sen bigint NOT NULL,
    uncosted_sen bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, product_id, tax_code, tax_basis_points, kind)
);
CALL platform.isolate('retail.product_months', 'SELECT', 'INSERT', 'DELETE');

-- Months before this day are in it, all of them.
CREATE TABLE retail.summed_months (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    until date NOT NULL CHECK (extract(day FROM until) = 1),
    PRIMARY KEY (tenant_id)
);
CALL platform.isolate('retail.summed_months', 'SELECT', 'INSERT', 'UPDATE');

CREATE FUNCTION retail.sum_months(tenant uuid, today date) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    next_month date := date_trunc('month', today - 2);
    done date;
BEGIN
    -- Whoever is writing an older day has this lock shared until its commit.
    PERFORM pg_advisory_xact_lock(hashtext('retail.summed_months'), hashtext(tenant::text));
    SELECT until INTO done FROM retail.summed_months WHERE tenant_id = tenant;
    IF done IS NULL OR done < next_month THEN
        INSERT INTO retail.product_months (tenant_id, month, product_id, tax_code, tax_basis_points, kind, quantity, total_sen, tax_sen,
            cost_sen, uncosted_sen)
        SELECT tenant, date_trunc('month', business_day), product_id, tax_code, tax_basis_points, kind, sum(quantity), sum(total_sen),
            sum(tax_sen), coalesce(sum(cost_sen), 0), sum(uncosted_sen)
        FROM retail.line_days
        WHERE tenant_id = tenant AND business_day >= coalesce(done, '-infinity') AND business_day < next_month
        GROUP BY 2, 3, 4, 5, 6;
        INSERT INTO retail.summed_months (tenant_id, until) VALUES (tenant, next_month)
        ON CONFLICT (tenant_id) DO UPDATE SET until = excluded.until;
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION retail.sum_months(uuid, date) TO niaga_app;

CREATE FUNCTION retail.unsum_months() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    of_month date := date_trunc('month', NEW.business_day);
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('retail.summed_months'), hashtext(NEW.tenant_id::text));
    UPDATE retail.summed_months SET until = of_month WHERE tenant_id = NEW.tenant_id AND until > of_month;
    IF FOUND THEN
        DELETE FROM retail.product_months WHERE tenant_id = NEW.tenant_id AND month >= of_month;
    END IF;
    RETURN NULL;
END $$;
-- Today's sales, nearly all there are, do not call it.
CREATE TRIGGER sales_unsum_months AFTER INSERT ON retail.sales FOR EACH ROW
    WHEN (NEW.business_day < (now() AT TIME ZONE 'Asia/Kuala_Lumpur')::date - 1) EXECUTE FUNCTION retail.unsum_months();
CREATE TRIGGER reversals_unsum_months AFTER INSERT ON retail.reversals FOR EACH ROW
    WHEN (NEW.business_day < (now() AT TIME ZONE 'Asia/Kuala_Lumpur')::date - 1) EXECUTE FUNCTION retail.unsum_months();

-- What was sold, voided and refunded on these days, by product, tax and kind: whole months that are summed from there, the days at both ends line
-- by line.
CREATE FUNCTION retail.lines_of(tenant uuid, first_day date, last_day date)
RETURNS TABLE (product_id uuid, tax_code text, tax_basis_points integer, kind text, quantity bigint, total_sen bigint, tax_sen bigint,
    cost_sen bigint, uncosted_sen bigint)
LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE
    low date := date_trunc('month', first_day + interval '1 month' - interval '1 day');
    high date := date_trunc('month', last_day + 1);
BEGIN
    SELECT least(high, until) INTO high FROM retail.summed_months WHERE tenant_id = tenant;
    -- Without a whole month all of it is one end.
    IF high IS NULL OR low >= high THEN
        low := last_day + 1;
        high := last_day + 1;
    END IF;
    RETURN QUERY
    SELECT l.product_id, l.tax_code, l.tax_basis_points, l.kind, sum(l.quantity)::bigint, sum(l.total_sen)::bigint, sum(l.tax_sen)::bigint,
        coalesce(sum(l.cost_sen), 0)::bigint, sum(l.uncosted_sen)::bigint
    FROM (
        SELECT m.product_id, m.tax_code, m.tax_basis_points, m.kind, m.quantity, m.total_sen, m.tax_sen, m.cost_sen, m.uncosted_sen
        FROM retail.product_months m WHERE m.tenant_id = tenant AND m.month >= low AND m.month < high
        UNION ALL
        SELECT d.product_id, d.tax_code, d.tax_basis_points, d.kind, d.quantity, d.total_sen, d.tax_sen, d.cost_sen, d.uncosted_sen
        FROM retail.line_days d WHERE d.tenant_id = tenant AND d.business_day >= first_day AND d.business_day < low
        UNION ALL
        SELECT d.product_id, d.tax_code, d.tax_basis_points, d.kind, d.quantity, d.total_sen, d.tax_sen, d.cost_sen, d.uncosted_sen
        FROM retail.line_days d WHERE d.tenant_id = tenant AND d.business_day >= high AND d.business_day <= last_day
    ) l
    GROUP BY 1, 2, 3, 4;
END $$;
GRANT EXECUTE ON FUNCTION retail.lines_of(uuid, date, date) TO niaga_app;
