-- A branch keeps its stock under its own id; a name of the place says nothing any more.
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO trade.stock_locations (tenant_id, location_id, name)
        SELECT tenant_id, branch_id, branch_id::text FROM trade.branches WHERE tenant_id = tenant
        ON CONFLICT (tenant_id, location_id) DO NOTHING;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;
ALTER TABLE trade.stock_locations DROP COLUMN name;
CREATE OR REPLACE FUNCTION trade.shelve_branch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO trade.stock_locations (tenant_id, location_id) VALUES (NEW.tenant_id, NEW.branch_id);
    RETURN NULL;
END $$;

-- The branch one acts at: the one that is asked for where it is open and seen, else the first such.
CREATE FUNCTION trade.branch_at(tenant uuid, wanted uuid) RETURNS uuid LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT branch_id FROM trade.branches
    WHERE tenant_id = tenant AND archived_at IS NULL AND CASE WHEN current_setting('app.branches') = '*' THEN true
        ELSE branch_id = ANY (current_setting('app.branches')::uuid[]) END
    ORDER BY (branch_id = wanted) IS TRUE DESC, place LIMIT 1
$$;
GRANT EXECUTE ON FUNCTION trade.branch_at(uuid, uuid) TO niaga_app;

-- From one branch to another: goes out here, comes in there, both by one document.
ALTER TABLE trade.stock_movements DROP CONSTRAINT stock_movements_kind_check;
ALTER TABLE trade.stock_movements ADD CONSTRAINT stock_movements_kind_check
    CHECK (kind IN ('opening', 'received', 'counted', 'adjusted', 'sold', 'returned', 'moved'));

-- What the last delivery cost is read without the table: with the place, which its lock asks for.
DROP INDEX trade.stock_movements_costed;
CREATE INDEX stock_movements_costed ON trade.stock_movements (tenant_id, item_id, at) INCLUDE (unit_cost_sen, location_id)
    WHERE unit_cost_sen IS NOT NULL;

CALL platform.limit_to_branches('trade.stock_levels', 'location_id');
CALL platform.limit_to_branches('trade.stock_movements', 'location_id');
CALL platform.limit_to_branches('trade.work_shifts');

-- Who is limited to places is limited to places there are.
CREATE FUNCTION trade.member_branches_exist() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(NEW.branches) AS b (id)
        WHERE NOT EXISTS (SELECT FROM trade.branches t WHERE t.tenant_id = NEW.tenant_id AND t.branch_id = b.id)) THEN
        RAISE EXCEPTION 'no such branch' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_branches_exist';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER memberships_branches_exist BEFORE INSERT OR UPDATE OF branches ON platform.memberships
    FOR EACH ROW WHEN (NEW.branches IS NOT NULL) EXECUTE FUNCTION trade.member_branches_exist();
