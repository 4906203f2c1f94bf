-- Whether hours of a week, Monday first, can be: a day has both times or none.
CREATE FUNCTION trade.hours_hold(opens integer[], closes integer[]) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
    SELECT cardinality(opens) = 7 AND cardinality(closes) = 7 AND (SELECT bool_and(CASE WHEN d.o IS NULL THEN d.c IS NULL
        ELSE d.o BETWEEN 0 AND 1439 AND d.c IS NOT NULL AND d.c > d.o AND d.c <= d.o + 1440 END) FROM unnest(opens, closes) AS d (o, c))
$$;

-- Places a business works at. Every business has one from the statement on that makes the business; with one alone nobody is told of it.
CREATE TABLE trade.branches (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    branch_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    -- lower-case, so that "Klang" and "klang" are one
    name_key text COLLATE "C" NOT NULL,
    code text COLLATE "C" CHECK (code ~ '^[A-Z0-9]{1,6}$'),
    -- without these its papers show the business's own
    address_line1 text CHECK (length(address_line1) BETWEEN 1 AND 120),
    address_line2 text CHECK (length(address_line2) BETWEEN 1 AND 120),
    postcode text CHECK (postcode ~ '^[0-9]{5}$'),
    town text CHECK (length(town) BETWEEN 1 AND 120),
    state text CHECK (state ~ '^(0[1-9]|1[0-6])$'),
    phone text CHECK (length(phone) BETWEEN 1 AND 20),
    -- minutes after midnight by weekday, Monday first, null where closed; what closes after midnight closes on the next day
    opens integer[],
    closes integer[],
    -- the order they were added in; the first is where one is until one says otherwise
    place integer NOT NULL CHECK (place > 0),
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, branch_id),
    CONSTRAINT branches_hours_hold CHECK ((opens IS NULL) = (closes IS NULL) AND (opens IS NULL OR trade.hours_hold(opens, closes))),
    CONSTRAINT branches_place_unique UNIQUE (tenant_id, place)
);
CREATE UNIQUE INDEX branches_name_unique ON trade.branches (tenant_id, name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX branches_code_unique ON trade.branches (tenant_id, code) WHERE archived_at IS NULL;
CALL platform.isolate('trade.branches', 'SELECT', 'INSERT', 'UPDATE');

-- The last place stays open, however many are archived at once: whoever archives holds the others.
CREATE FUNCTION trade.keep_a_branch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM FROM trade.branches WHERE tenant_id = NEW.tenant_id ORDER BY branch_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM trade.branches WHERE tenant_id = NEW.tenant_id AND archived_at IS NULL AND branch_id <> NEW.branch_id) THEN
        RAISE EXCEPTION 'the last branch stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'branches_one_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER branches_one_stays BEFORE UPDATE OF archived_at ON trade.branches
    FOR EACH ROW WHEN (OLD.archived_at IS NULL AND NEW.archived_at IS NOT NULL) EXECUTE FUNCTION trade.keep_a_branch();

-- Each has a place of its own for its stock, under its own id; the first has the one that was there.
CREATE FUNCTION trade.shelve_branch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO trade.stock_locations (tenant_id, location_id, name)
    VALUES (NEW.tenant_id, NEW.branch_id, CASE NEW.place WHEN 1 THEN 'Main' ELSE NEW.branch_id::text END)
    ON CONFLICT (tenant_id, location_id) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER branches_shelved AFTER INSERT ON trade.branches FOR EACH ROW EXECUTE FUNCTION trade.shelve_branch();

-- The first is called as the business is, until somebody calls it otherwise.
CREATE FUNCTION trade.name_first_branch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO trade.branches (tenant_id, branch_id, name, name_key, place, created_at, updated_at)
        VALUES (NEW.tenant_id, uuidv7(), NEW.name, lower(NEW.name), 1, now(), now());
    ELSE
        UPDATE trade.branches b SET name = NEW.name, name_key = lower(NEW.name), updated_at = now()
        WHERE b.tenant_id = NEW.tenant_id AND b.place = 1 AND b.name = OLD.name
            AND NOT EXISTS (SELECT FROM trade.branches o WHERE o.tenant_id = NEW.tenant_id AND o.place > 1 AND o.name_key = lower(NEW.name));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER businesses_first_branch AFTER INSERT ON platform.businesses FOR EACH ROW EXECUTE FUNCTION trade.name_first_branch();
CREATE TRIGGER businesses_branch_renamed AFTER UPDATE OF name ON platform.businesses
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION trade.name_first_branch();

DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO trade.branches (tenant_id, branch_id, name, name_key, place, created_at, updated_at)
        SELECT b.tenant_id, coalesce(l.location_id, uuidv7()), b.name, lower(b.name), 1, now(), now()
        FROM platform.businesses b LEFT JOIN trade.stock_locations l ON l.tenant_id = b.tenant_id AND l.name = 'Main'
        WHERE b.tenant_id = tenant;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;

-- Which there are is remembered by every node.
CREATE TRIGGER branches_announced AFTER INSERT OR DELETE OR UPDATE ON trade.branches
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
