-- Who works when and where. Several shifts of one person never overlap, whoever writes them at once: an exclusion over ids and a span of time.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE trade.work_shifts (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    shift_id uuid NOT NULL,
    -- null is an open shift, which nobody has yet; a member while it lies ahead, see below
    person_id uuid,
    branch_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    break_minutes integer NOT NULL,
    note text CHECK (length(note) BETWEEN 1 AND 300),
    -- until then only who writes the roster sees it
    published_at timestamptz,
    -- those that one copying of a week made, so that it can be taken back
    copy_id uuid,
    removed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, shift_id),
    CONSTRAINT work_shifts_length CHECK (ends_at - starts_at BETWEEN interval '15 minutes' AND interval '24 hours'),
    CONSTRAINT work_shifts_break CHECK (break_minutes >= 0 AND make_interval(mins => break_minutes) < ends_at - starts_at),
    CONSTRAINT work_shifts_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, person_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (removed_at IS NULL),
    FOREIGN KEY (tenant_id, branch_id) REFERENCES trade.branches
);
-- No shift is longer than a day, so those of a span are found by when they begin.
CREATE INDEX work_shifts_by_time ON trade.work_shifts (tenant_id, starts_at);
CREATE INDEX work_shifts_of_person ON trade.work_shifts (tenant_id, person_id, starts_at);
CREATE INDEX work_shifts_of_branch ON trade.work_shifts (tenant_id, branch_id);
CREATE INDEX work_shifts_of_copy ON trade.work_shifts (tenant_id, copy_id);
CALL platform.isolate('trade.work_shifts', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- No foreign key, which would hold or empty what was worked long ago: a shift is given to a member, and what a leaver has worked stays theirs.
CREATE FUNCTION trade.shift_is_of_a_member() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM FROM platform.memberships WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a shift is of a member' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'work_shifts_of_a_member';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER work_shifts_of_a_member BEFORE INSERT OR UPDATE OF person_id, removed_at ON trade.work_shifts
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND NEW.removed_at IS NULL) EXECUTE FUNCTION trade.shift_is_of_a_member();

-- What lies ahead of somebody who leaves is open: it still has to be worked, by somebody else.
CREATE FUNCTION trade.open_shifts_of_leaver() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    UPDATE trade.work_shifts SET person_id = NULL, updated_at = now()
    WHERE tenant_id = OLD.tenant_id AND person_id = OLD.person_id AND starts_at > now() AND removed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER memberships_shifts_opened AFTER DELETE ON platform.memberships
    FOR EACH ROW EXECUTE FUNCTION trade.open_shifts_of_leaver();

-- The next shifts are remembered for the dashboard.
CREATE TRIGGER work_shifts_announced AFTER INSERT OR DELETE OR UPDATE ON trade.work_shifts
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
