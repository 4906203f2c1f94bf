-- Who works at some places only has no shift at another: they would be told of one they cannot see. Their place in the business is held, so
-- that who limits them at the same moment waits. What was planned before they were limited stays until somebody gives or moves it.
CREATE OR REPLACE FUNCTION trade.shift_is_of_a_member() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    places uuid[];
BEGIN
    SELECT branches INTO places FROM platform.memberships
    WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a shift is of a member' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'work_shifts_of_a_member';
    END IF;
    IF NOT NEW.branch_id = ANY (places) THEN
        RAISE EXCEPTION 'a shift is where its person works' USING ERRCODE = 'check_violation', CONSTRAINT = 'work_shifts_where_they_work';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER work_shifts_of_a_member ON trade.work_shifts;
CREATE TRIGGER work_shifts_of_a_member BEFORE INSERT OR UPDATE OF person_id, branch_id, removed_at ON trade.work_shifts
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND NEW.removed_at IS NULL) EXECUTE FUNCTION trade.shift_is_of_a_member();
