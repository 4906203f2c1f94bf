-- A completed sale never changes. What puts it right is a document of its own: a void of the whole sale on its day, or refunds of its
-- lines (credit notes). Every document of one sale meets in the sale's row of reversed_sales and waits there for the one before it.
CREATE TABLE retail.reversed_sales (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('void', 'refund')),
    documents integer NOT NULL CHECK (documents > 0),
    -- Σ over the documents. Nothing is left of the sale when the quantity is all that was sold, which no line exceeds.
    quantity bigint NOT NULL,
    sold_quantity bigint NOT NULL,
    total_sen bigint NOT NULL,
    tax_sen bigint NOT NULL,
    rounding_sen bigint NOT NULL,
    PRIMARY KEY (tenant_id, sale_id),
    CONSTRAINT reversed_sales_void_once CHECK (kind = 'refund' OR documents = 1),
    CONSTRAINT reversed_sales_not_more_than_sold CHECK (quantity BETWEEN 0 AND sold_quantity),
    FOREIGN KEY (tenant_id, sale_id) REFERENCES retail.sales
);
CALL platform.isolate('retail.reversed_sales', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE retail.reversals (
    tenant_id uuid NOT NULL,
    reversal_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('void', 'refund')),
    -- gap-free from 1 in each kind: V-000001, CN-000001
    number bigint NOT NULL CHECK (number > 0),
    at timestamptz NOT NULL,
    -- the day the money went back: figures of that day, not of the sale's
    business_day date NOT NULL,
    -- who asked, and who agreed where the first may not
    person_id uuid NOT NULL,
    approved_by_id uuid,
    reason text NOT NULL CHECK (length(trim(reason)) BETWEEN 1 AND 200),
    total_sen bigint NOT NULL CHECK (total_sen >= 0),
    tax_sen bigint NOT NULL CHECK (tax_sen >= 0 AND tax_sen <= total_sen),
    -- Refunds of one sale are rounded together: what one gave too little the next gives back.
    rounding_sen bigint NOT NULL CHECK (rounding_sen BETWEEN -4 AND 4),
    public_token text COLLATE "C" NOT NULL CHECK (length(public_token) >= 20),
    -- the transaction that made it, and with it all its lines and payments
    made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (tenant_id, reversal_id),
    -- so that lines and payments of a document are lines and payments of its sale
    CONSTRAINT reversals_of_sale UNIQUE (tenant_id, sale_id, reversal_id),
    CONSTRAINT reversals_number_unique UNIQUE (tenant_id, kind, number),
    CONSTRAINT reversals_token_unique UNIQUE (tenant_id, public_token),
    CONSTRAINT reversals_approved_by_another CHECK (approved_by_id <> person_id),
    FOREIGN KEY (tenant_id, sale_id) REFERENCES retail.sales
);
CREATE INDEX reversals_by_day ON retail.reversals (tenant_id, business_day) INCLUDE (kind, total_sen, tax_sen, rounding_sen);
CALL platform.isolate('retail.reversals', 'SELECT', 'INSERT');

CREATE TABLE retail.reversal_lines (
    tenant_id uuid NOT NULL,
    reversal_id uuid NOT NULL,
    line integer NOT NULL CHECK (line > 0),
    sale_id uuid NOT NULL,
    sale_line integer NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    tax_sen bigint NOT NULL CHECK (tax_sen >= 0),
    total_sen bigint NOT NULL CHECK (total_sen >= 0 AND tax_sen <= total_sen),
    -- back on the shelf; otherwise written off: it left with the sale and stays away
    restock boolean NOT NULL,
    PRIMARY KEY (tenant_id, reversal_id, line),
    FOREIGN KEY (tenant_id, sale_id, reversal_id) REFERENCES retail.reversals (tenant_id, sale_id, reversal_id),
    FOREIGN KEY (tenant_id, sale_id, sale_line) REFERENCES retail.sale_lines
);
CREATE INDEX reversal_lines_of_document ON retail.reversal_lines (tenant_id, sale_id, reversal_id);
CREATE INDEX reversal_lines_of_sale_line ON retail.reversal_lines (tenant_id, sale_id, sale_line);
CALL platform.isolate('retail.reversal_lines', 'SELECT', 'INSERT');

-- Money goes back the way it came: each part names the payment of the sale it undoes.
CREATE TABLE retail.reversal_payments (
    tenant_id uuid NOT NULL,
    reversal_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    payment integer NOT NULL,
    amount_sen bigint NOT NULL CHECK (amount_sen > 0),
    PRIMARY KEY (tenant_id, reversal_id, payment),
    FOREIGN KEY (tenant_id, sale_id, reversal_id) REFERENCES retail.reversals (tenant_id, sale_id, reversal_id),
    FOREIGN KEY (tenant_id, sale_id, payment) REFERENCES retail.sale_payments
);
CREATE INDEX reversal_payments_of_document ON retail.reversal_payments (tenant_id, sale_id, reversal_id);
CREATE INDEX reversal_payments_of_payment ON retail.reversal_payments (tenant_id, sale_id, payment);
CALL platform.isolate('retail.reversal_payments', 'SELECT', 'INSERT');

CREATE FUNCTION retail.only_reversals_change_what_is_reversed() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what is reversed changes by a document only' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reversed_sales_by_document';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reversed_sales_guard BEFORE INSERT OR UPDATE ON retail.reversed_sales
    FOR EACH ROW EXECUTE FUNCTION retail.only_reversals_change_what_is_reversed();

-- The sale's row is taken here and held until the commit: void or refund, never both, and one document after the other.
CREATE FUNCTION retail.reverse_sale() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    sold_on date;
    sold bigint;
BEGIN
    SELECT business_day INTO STRICT sold_on FROM retail.sales WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    IF NEW.business_day < sold_on OR (NEW.kind = 'void' AND NEW.business_day <> sold_on) THEN
        RAISE EXCEPTION 'a sale is voided on its own day' USING ERRCODE = 'check_violation', CONSTRAINT = 'reversals_void_same_day';
    END IF;
    SELECT sum(quantity) INTO sold FROM retail.sale_lines WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    INSERT INTO retail.reversed_sales AS r (tenant_id, sale_id, kind, documents, quantity, sold_quantity, total_sen, tax_sen, rounding_sen)
    VALUES (NEW.tenant_id, NEW.sale_id, NEW.kind, 1, 0, sold, NEW.total_sen, NEW.tax_sen, NEW.rounding_sen)
    ON CONFLICT (tenant_id, sale_id) DO UPDATE
        SET documents = r.documents + 1, total_sen = r.total_sen + excluded.total_sen, tax_sen = r.tax_sen + excluded.tax_sen,
            rounding_sen = r.rounding_sen + excluded.rounding_sen
        WHERE r.kind = 'refund' AND excluded.kind = 'refund';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a sale is voided or refunded, once voided for good' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reversals_void_or_refund';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reversals_reverse AFTER INSERT ON retail.reversals FOR EACH ROW EXECUTE FUNCTION retail.reverse_sale();

CREATE FUNCTION retail.reverse_line() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    UPDATE retail.reversed_sales SET quantity = quantity + NEW.quantity WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    RETURN NULL;
END $$;
CREATE TRIGGER reversal_lines_reverse AFTER INSERT ON retail.reversal_lines FOR EACH ROW EXECUTE FUNCTION retail.reverse_line();

-- The document adds up, and all documents of the sale together stay within it. Looked at when the transaction commits; the sale's row
-- is held by then, so nothing another transaction does to this sale can be missed.
CREATE FUNCTION retail.reversal_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    lines bigint;
    line_tax bigint;
    paid bigint;
    cash boolean;
    reversed retail.reversed_sales;
    whole boolean;
    rounded bigint;
BEGIN
    SELECT coalesce(sum(total_sen), -1), coalesce(sum(tax_sen), -1) INTO lines, line_tax
    FROM retail.reversal_lines WHERE tenant_id = NEW.tenant_id AND reversal_id = NEW.reversal_id;
    IF lines <> NEW.total_sen OR line_tax <> NEW.tax_sen THEN
        RAISE EXCEPTION 'lines do not add up to the document' USING ERRCODE = 'check_violation', CONSTRAINT = 'reversals_lines_add_up';
    END IF;
    SELECT coalesce(sum(amount_sen), 0) INTO paid
    FROM retail.reversal_payments WHERE tenant_id = NEW.tenant_id AND reversal_id = NEW.reversal_id;
    SELECT coalesce(bool_or(method = 'cash'), false) INTO cash
    FROM retail.sale_payments WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    IF paid <> NEW.total_sen + NEW.rounding_sen OR (NEW.rounding_sen <> 0 AND NOT cash) THEN
        RAISE EXCEPTION 'payments do not add up to the document' USING ERRCODE = 'check_violation', CONSTRAINT = 'reversals_payments_add_up';
    END IF;

    -- No line more than sold; its amount in proportion to the quantity within half a sen, and all of it with the last piece.
    IF EXISTS (
        SELECT FROM retail.sale_lines s JOIN (
            SELECT sale_line, sum(quantity) AS quantity, sum(total_sen) AS total, sum(tax_sen) AS tax
            FROM retail.reversal_lines WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id GROUP BY sale_line
        ) r ON r.sale_line = s.line
        WHERE s.tenant_id = NEW.tenant_id AND s.sale_id = NEW.sale_id
            AND (r.quantity > s.quantity OR r.tax > s.tax_sen OR (r.quantity = s.quantity AND r.tax <> s.tax_sen)
                OR abs(2 * (r.total * s.quantity - s.total_sen::numeric * r.quantity)) > s.quantity
                OR (r.quantity = s.quantity AND r.total <> s.total_sen))
    ) THEN
        RAISE EXCEPTION 'a line is reversed beyond what was sold' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reversals_within_sold';
    END IF;

    SELECT * INTO STRICT reversed FROM retail.reversed_sales WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    whole := reversed.quantity = reversed.sold_quantity;
    SELECT rounding_sen INTO STRICT rounded FROM retail.sales WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id;
    IF NEW.kind = 'void' AND NOT whole THEN
        RAISE EXCEPTION 'a void takes the whole sale' USING ERRCODE = 'check_violation', CONSTRAINT = 'reversals_void_whole';
    END IF;
    -- No payment gives back more than it brought, and all of it once nothing is left of the sale.
    IF abs(reversed.rounding_sen) > 2 OR (whole AND reversed.rounding_sen <> rounded) OR EXISTS (
        SELECT FROM retail.sale_payments s LEFT JOIN (
            SELECT payment, sum(amount_sen) AS amount
            FROM retail.reversal_payments WHERE tenant_id = NEW.tenant_id AND sale_id = NEW.sale_id GROUP BY payment
        ) r USING (payment)
        WHERE s.tenant_id = NEW.tenant_id AND s.sale_id = NEW.sale_id
            AND (coalesce(r.amount, 0) > s.amount_sen OR (whole AND coalesce(r.amount, 0) <> s.amount_sen))
    ) THEN
        RAISE EXCEPTION 'a payment gives back other than it brought' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reversals_within_paid';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reversals_add_up AFTER INSERT ON retail.reversals
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION retail.reversal_adds_up();
-- A document is complete when it is made: nothing is added to it later.
CREATE FUNCTION retail.reversal_is_new() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM retail.reversals r WHERE r.tenant_id = NEW.tenant_id AND r.reversal_id = NEW.reversal_id
            AND r.made_in = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'a document is complete when it is made' USING ERRCODE = 'check_violation', CONSTRAINT = 'reversals_made_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reversal_lines_made_once AFTER INSERT ON retail.reversal_lines FOR EACH ROW EXECUTE FUNCTION retail.reversal_is_new();
CREATE TRIGGER reversal_payments_made_once AFTER INSERT ON retail.reversal_payments FOR EACH ROW EXECUTE FUNCTION retail.reversal_is_new();
