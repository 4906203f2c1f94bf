CREATE TABLE retail.sales (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    sale_id uuid NOT NULL,
    receipt_number bigint NOT NULL CHECK (receipt_number > 0),
    sold_at timestamptz NOT NULL,
    -- the business day in Asia/Kuala_Lumpur: what a dashboard and an SST summary add up by
    business_day date NOT NULL,
    cashier_id uuid NOT NULL,
    currency char(3) NOT NULL DEFAULT 'MYR',
    -- prices include tax: tax is the part of the total that is tax
    total_sen bigint NOT NULL CHECK (total_sen >= 0),
    tax_sen bigint NOT NULL CHECK (tax_sen >= 0 AND tax_sen <= total_sen),
    rounding_sen bigint NOT NULL CHECK (rounding_sen BETWEEN -2 AND 2),
    -- an unguessable word in the public receipt's address
    public_token text COLLATE "C" NOT NULL CHECK (length(public_token) >= 20),
    PRIMARY KEY (tenant_id, sale_id),
    CONSTRAINT sales_receipt_unique UNIQUE (tenant_id, receipt_number),
    CONSTRAINT sales_token_unique UNIQUE (tenant_id, public_token)
);
CREATE INDEX sales_by_day ON retail.sales (tenant_id, business_day) INCLUDE (total_sen, rounding_sen);
CALL platform.isolate('retail.sales', 'SELECT', 'INSERT');

CREATE TABLE retail.sale_lines (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    line integer NOT NULL CHECK (line > 0),
    product_id uuid NOT NULL,
    -- as sold: a receipt does not change when the product does
    name text NOT NULL,
    sku text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    unit_price_sen bigint NOT NULL CHECK (unit_price_sen >= 0),
    unit_cost_sen bigint CHECK (unit_cost_sen >= 0),
    tax_code text NOT NULL,
    tax_basis_points integer NOT NULL CHECK (tax_basis_points BETWEEN 0 AND 10000),
    tax_sen bigint NOT NULL CHECK (tax_sen >= 0),
    total_sen bigint NOT NULL CHECK (total_sen >= 0 AND tax_sen <= total_sen),
    PRIMARY KEY (tenant_id, sale_id, line),
    FOREIGN KEY (tenant_id, sale_id) REFERENCES retail.sales,
    FOREIGN KEY (tenant_id, product_id) REFERENCES retail.products
);
CALL platform.isolate('retail.sale_lines', 'SELECT', 'INSERT');

CREATE TABLE retail.sale_payments (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    payment integer NOT NULL CHECK (payment > 0),
    method text NOT NULL CHECK (method IN ('cash', 'card', 'e-wallet')),
    -- what counts towards the sale; for cash, tendered less change
    amount_sen bigint NOT NULL CHECK (amount_sen > 0),
    tendered_sen bigint NOT NULL CHECK (tendered_sen >= amount_sen),
    reference text CHECK (length(reference) <= 60),
    PRIMARY KEY (tenant_id, sale_id, payment),
    CONSTRAINT sale_payments_change_only_in_cash CHECK (method = 'cash' OR tendered_sen = amount_sen),
    FOREIGN KEY (tenant_id, sale_id) REFERENCES retail.sales
);
CALL platform.isolate('retail.sale_payments', 'SELECT', 'INSERT');

-- Σ lines = total and Σ payments = total + rounding, looked at when the transaction commits.
CREATE FUNCTION retail.sale_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines bigint;
    line_tax bigint;
    paid bigint;
    cash boolean;
BEGIN
    SELECT coalesce(sum(total_sen), -1), coalesce(sum(tax_sen), -1) INTO lines, line_tax
    FROM retail.sale_lines WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    SELECT coalesce(sum(amount_sen), 0), coalesce(bool_or(method = 'cash'), false) INTO paid, cash
    FROM retail.sale_payments WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    IF lines <> NEW.total_sen OR line_tax <> NEW.tax_sen THEN
        RAISE EXCEPTION 'lines do not add up to the sale' USING ERRCODE = 'check_violation', CONSTRAINT = 'sales_lines_add_up';
    END IF;
    IF paid <> NEW.total_sen + NEW.rounding_sen OR (NEW.rounding_sen <> 0 AND NOT cash) THEN
        RAISE EXCEPTION 'payments do not add up to the sale' USING ERRCODE = 'check_violation', CONSTRAINT = 'sales_payments_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sales_add_up AFTER INSERT ON retail.sales
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION retail.sale_adds_up();
