-- Where it was sold. What was sold until today was sold at the first branch, the only one there was.
ALTER TABLE retail.sales ADD COLUMN branch_id uuid;
ALTER TABLE retail.reversals ADD COLUMN branch_id uuid;
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        UPDATE retail.sales s SET branch_id = b.branch_id FROM trade.branches b
        WHERE s.tenant_id = tenant AND b.tenant_id = tenant AND b.place = 1;
        UPDATE retail.reversals r SET branch_id = b.branch_id FROM trade.branches b
        WHERE r.tenant_id = tenant AND b.tenant_id = tenant AND b.place = 1;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;
ALTER TABLE retail.sales ALTER COLUMN branch_id SET NOT NULL;
ALTER TABLE retail.reversals ALTER COLUMN branch_id SET NOT NULL;

-- A foreign key that is added looks at the rows there are, of every business: for this moment the lock is off for its owner, who waits alone.
ALTER TABLE retail.sales NO FORCE ROW LEVEL SECURITY;
ALTER TABLE retail.reversals NO FORCE ROW LEVEL SECURITY;
ALTER TABLE trade.branches NO FORCE ROW LEVEL SECURITY;
ALTER TABLE retail.sales ADD CONSTRAINT sales_branch FOREIGN KEY (tenant_id, branch_id) REFERENCES trade.branches;
-- What puts a sale right belongs where the sale was made.
ALTER TABLE retail.sales ADD CONSTRAINT sales_of_branch UNIQUE (tenant_id, branch_id, sale_id);
ALTER TABLE retail.reversals ADD CONSTRAINT reversals_where_it_was_sold FOREIGN KEY (tenant_id, branch_id, sale_id)
    REFERENCES retail.sales (tenant_id, branch_id, sale_id);
ALTER TABLE trade.branches FORCE ROW LEVEL SECURITY;
ALTER TABLE retail.reversals FORCE ROW LEVEL SECURITY;
ALTER TABLE retail.sales FORCE ROW LEVEL SECURITY;

-- Still read without the table: with the branch, which the lock asks for.
DROP INDEX retail.sales_by_day;
CREATE INDEX sales_by_day ON retail.sales (tenant_id, business_day)
    INCLUDE (total_sen, rounding_sen, tax_sen, items, sold_at, branch_id);
DROP INDEX retail.reversals_by_day;
CREATE INDEX reversals_by_day ON retail.reversals (tenant_id, business_day) INCLUDE (kind, total_sen, tax_sen, rounding_sen, branch_id);
CREATE INDEX reversals_branch ON retail.reversals (tenant_id, branch_id, sale_id);

-- Whoever puts a sale right need not say where it was made.
CREATE FUNCTION retail.reverse_where_it_was_sold() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    SELECT branch_id INTO NEW.branch_id FROM retail.sales WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    RETURN NEW;
END $$;
CREATE TRIGGER reversals_branch BEFORE INSERT ON retail.reversals
    FOR EACH ROW WHEN (NEW.branch_id IS NULL) EXECUTE FUNCTION retail.reverse_where_it_was_sold();

-- Days and months are added up for each branch; what was added up until today moves to the first.
DROP TRIGGER sale_days_guard ON retail.sale_days;
ALTER TABLE retail.sale_days ADD COLUMN branch_id uuid;
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        UPDATE retail.sale_days d SET branch_id = b.branch_id FROM trade.branches b
        WHERE d.tenant_id = tenant AND b.tenant_id = tenant AND b.place = 1;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;
ALTER TABLE retail.sale_days DROP CONSTRAINT sale_days_pkey, ADD PRIMARY KEY (tenant_id, business_day, branch_id);
CREATE TRIGGER sale_days_guard BEFORE INSERT OR UPDATE ON retail.sale_days
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION retail.only_sales_change_days();
CREATE OR REPLACE FUNCTION retail.add_to_sale_days() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO retail.sale_days AS d (tenant_id, business_day, branch_id, sales, items, total_sen, tax_sen, rounding_sen)
    SELECT n.tenant_id, n.business_day, n.branch_id, count(*), sum(n.items), sum(n.total_sen), sum(n.tax_sen), sum(n.rounding_sen)
    FROM new_sales n GROUP BY n.tenant_id, n.business_day, n.branch_id ORDER BY n.tenant_id, n.business_day, n.branch_id
    ON CONFLICT (tenant_id, business_day, branch_id) DO UPDATE SET sales = d.sales + excluded.sales, items = d.items + excluded.items,
        total_sen = d.total_sen + excluded.total_sen, tax_sen = d.tax_sen + excluded.tax_sen,
        rounding_sen = d.rounding_sen + excluded.rounding_sen;
    RETURN NULL;
END $$;

-- Months are summed anew by the next night.
DROP TABLE retail.product_months;
CREATE TABLE retail.product_months (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    product_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    tax_code text NOT NULL,
    tax_basis_points integer NOT NULL,
    kind text NOT NULL,
    quantity bigint NOT NULL,
    total_sen bigint NOT NULL,
    tax_sen bigint NOT NULL,
    cost_sen bigint NOT NULL,
    uncosted_sen bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, product_id, branch_id, tax_code, tax_basis_points, kind)
);
CALL platform.isolate('retail.product_months', 'SELECT', 'INSERT', 'DELETE');
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        DELETE FROM retail.summed_months WHERE tenant_id = tenant;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;

DROP VIEW retail.line_days;
CREATE VIEW retail.line_days WITH (security_invoker = true) AS
SELECT l.tenant_id, s.business_day, s.branch_id, l.product_id, l.tax_code, l.tax_basis_points, 'sale' AS kind, l.quantity, l.total_sen,
    l.tax_sen,
    -- null where nobody knew it; half a sen up, as Money does
    (l.quantity * l.unit_cost_sen + 500) / 1000 AS cost_sen,
    CASE WHEN l.unit_cost_sen IS NULL THEN l.total_sen - l.tax_sen ELSE 0 END AS uncosted_sen
FROM retail.sales s JOIN retail.sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.sale_id
UNION ALL
SELECT b.tenant_id, r.business_day, r.branch_id, l.product_id, l.tax_code, l.tax_basis_points, r.kind, b.quantity, b.total_sen, b.tax_sen,
    -- Goods written off are gone, and so is what they cost.
    CASE WHEN b.restock THEN (b.quantity * l.unit_cost_sen + 500) / 1000 END,
    CASE WHEN l.unit_cost_sen IS NULL THEN b.total_sen - b.tax_sen ELSE 0 END
FROM retail.reversals r
JOIN retail.reversal_lines b ON b.tenant_id = r.tenant_id AND b.sale_id = r.sale_id AND b.reversal_id = r.reversal_id
JOIN retail.sale_lines l ON l.tenant_id = b.tenant_id AND l.sale_id = b.sale_id AND l.line = b.sale_line;
GRANT SELECT ON retail.line_days TO niaga_app, niaga_backup;

CREATE OR REPLACE FUNCTION retail.sum_months(tenant uuid, today date) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    next_month date := date_trunc('month', today - 2);
    done date;
BEGIN
    -- Whoever is writing an older day has this lock shared until its commit.
    PERFORM pg_advisory_xact_lock(hashtext('retail.summed_months'), hashtext(tenant::text));
    SELECT until INTO done FROM retail.summed_months WHERE tenant_id = tenant;
    IF done IS NULL OR done < next_month THEN
        -- Whoever took months out saw perhaps one branch alone.
        DELETE FROM retail.product_months WHERE tenant_id = tenant AND month >= coalesce(done, '-infinity');
        INSERT INTO retail.product_months (tenant_id, month, product_id, branch_id, tax_code, tax_basis_points, kind, quantity, total_sen,
            tax_sen, cost_sen, uncosted_sen)
        SELECT tenant, date_trunc('month', business_day), product_id, branch_id, tax_code, tax_basis_points, kind, sum(quantity),
            sum(total_sen), sum(tax_sen), coalesce(sum(cost_sen), 0), sum(uncosted_sen)
        FROM retail.line_days
        WHERE tenant_id = tenant AND business_day >= coalesce(done, '-infinity') AND business_day < next_month
        GROUP BY 2, 3, 4, 5, 6, 7;
        INSERT INTO retail.summed_months (tenant_id, until) VALUES (tenant, next_month)
        ON CONFLICT (tenant_id) DO UPDATE SET until = excluded.until;
    END IF;
END $$;

CALL platform.limit_to_branches('retail.sales');
CALL platform.limit_to_branches('retail.reversals');
CALL platform.limit_to_branches('retail.sale_days');
CALL platform.limit_to_branches('retail.product_months');
CALL platform.limit_to_parent('retail.sale_lines', 'retail.sales', 'sale_id');
CALL platform.limit_to_parent('retail.sale_payments', 'retail.sales', 'sale_id');
CALL platform.limit_to_parent('retail.sale_customers', 'retail.sales', 'sale_id');
CALL platform.limit_to_parent('retail.reversed_sales', 'retail.sales', 'sale_id');
CALL platform.limit_to_parent('retail.reversal_lines', 'retail.sales', 'sale_id');
CALL platform.limit_to_parent('retail.reversal_payments', 'retail.sales', 'sale_id');
