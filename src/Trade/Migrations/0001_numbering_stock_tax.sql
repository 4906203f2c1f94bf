-- Gap-free numbers: one row per tenant and series, locked until the transaction that took the number ends. Rolled back with it.
CREATE TABLE trade.number_counters (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    series text NOT NULL CHECK (length(series) BETWEEN 1 AND 60),
    last bigint NOT NULL CHECK (last >= 0),
    PRIMARY KEY (tenant_id, series)
);
CALL platform.isolate('trade.number_counters', 'SELECT', 'INSERT', 'UPDATE');

-- Stock ledger. An item is whatever a module keeps stock of (a product, a medicine); quantities are thousandths.
CREATE TABLE trade.stock_locations (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    location_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    PRIMARY KEY (tenant_id, location_id),
    CONSTRAINT stock_locations_name_unique UNIQUE (tenant_id, name)
);
CALL platform.isolate('trade.stock_locations', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE trade.stock_levels (
    tenant_id uuid NOT NULL,
    item_id uuid NOT NULL,
    location_id uuid NOT NULL,
    on_hand bigint NOT NULL CONSTRAINT stock_levels_not_negative CHECK (on_hand >= 0),
    PRIMARY KEY (tenant_id, item_id, location_id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES trade.stock_locations
);
CALL platform.isolate('trade.stock_levels', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE trade.stock_movements (
    tenant_id uuid NOT NULL,
    movement_id uuid NOT NULL,
    item_id uuid NOT NULL,
    location_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity <> 0),
    -- received, adjusted, sold, returned …; source says by which document.
    kind text NOT NULL CHECK (kind IN ('opening', 'received', 'adjusted', 'sold', 'returned')),
    reason text CHECK (length(reason) <= 200),
    source text,
    source_id uuid,
    unit_cost_sen bigint CHECK (unit_cost_sen >= 0),
    person_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, movement_id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES trade.stock_locations,
    CONSTRAINT stock_movements_adjusted_says_why CHECK (kind <> 'adjusted' OR length(trim(reason)) > 0)
);
CREATE INDEX stock_movements_item ON trade.stock_movements (tenant_id, item_id, movement_id DESC);
CALL platform.isolate('trade.stock_movements', 'SELECT', 'INSERT');

-- level = Σ movements, by construction: only a movement changes a level, and levels are locked in item order by whoever
-- inserts several movements in one statement ordered by item.
CREATE FUNCTION trade.move_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE trade.stock_levels SET on_hand = on_hand + NEW.quantity
    WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id AND location_id = NEW.location_id;
    IF NOT FOUND THEN
        INSERT INTO trade.stock_levels AS l (tenant_id, item_id, location_id, on_hand)
        VALUES (NEW.tenant_id, NEW.item_id, NEW.location_id, NEW.quantity)
        ON CONFLICT (tenant_id, item_id, location_id) DO UPDATE SET on_hand = l.on_hand + excluded.on_hand;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stock_movements_move AFTER INSERT ON trade.stock_movements FOR EACH ROW EXECUTE FUNCTION trade.move_stock();

CREATE FUNCTION trade.only_movements_change_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a stock level changes by a movement only' USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_levels_by_movement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stock_levels_guard BEFORE INSERT OR UPDATE ON trade.stock_levels FOR EACH ROW EXECUTE FUNCTION trade.only_movements_change_levels();

-- SST: effective-dated, the same for every business; changed by the operator by migration.
CREATE TABLE trade.tax_rates (
    code text NOT NULL,
    valid_from date NOT NULL,
    basis_points integer NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    -- LHDN e-Invoice tax type: 01 sales tax, 02 service tax, 06 not applicable, E exempt.
    tax_type text NOT NULL CHECK (tax_type IN ('01', '02', '06', 'E')),
    PRIMARY KEY (code, valid_from)
);
GRANT SELECT ON trade.tax_rates TO niaga_app, niaga_backup;
INSERT INTO trade.tax_rates (code, valid_from, basis_points, tax_type) VALUES
    ('none', '2018-09-01', 0, '06'),
    ('exempt', '2018-09-01', 0, 'E'),
    ('sales-5', '2018-09-01', 500, '01'),
    ('sales-10', '2018-09-01', 1000, '01'),
    ('service', '2018-09-01', 600, '02'),
    ('service', '2024-03-01', 800, '02'),
    ('service-food', '2018-09-01', 600, '02');
