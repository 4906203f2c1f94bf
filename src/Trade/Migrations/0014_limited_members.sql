-- Who is limited to places works at one that is open. Whoever limits holds the places, whoever archives one holds them all: of the two
-- one waits, and then finds what the other left.
CREATE OR REPLACE FUNCTION trade.member_branches_exist() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM FROM trade.branches WHERE tenant_id = NEW.tenant_id AND branch_id = ANY (NEW.branches) ORDER BY branch_id FOR SHARE;
    IF EXISTS (SELECT FROM unnest(NEW.branches) AS b (id)
        WHERE NOT EXISTS (SELECT FROM trade.branches t WHERE t.tenant_id = NEW.tenant_id AND t.branch_id = b.id)) THEN
        RAISE EXCEPTION 'no such branch' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_branches_exist';
    END IF;
    IF NOT EXISTS (SELECT FROM trade.branches t
        WHERE t.tenant_id = NEW.tenant_id AND t.branch_id = ANY (NEW.branches) AND t.archived_at IS NULL) THEN
        RAISE EXCEPTION 'no open branch' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_branches_open';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION trade.keep_a_branch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM FROM trade.branches WHERE tenant_id = NEW.tenant_id ORDER BY branch_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM trade.branches WHERE tenant_id = NEW.tenant_id AND archived_at IS NULL AND branch_id <> NEW.branch_id) THEN
        RAISE EXCEPTION 'the last branch stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'branches_one_stays';
    END IF;
    IF EXISTS (SELECT FROM platform.memberships m WHERE m.tenant_id = NEW.tenant_id AND NEW.branch_id = ANY (m.branches)
        AND NOT EXISTS (SELECT FROM trade.branches b WHERE b.tenant_id = m.tenant_id AND b.branch_id = ANY (m.branches)
            AND b.branch_id <> NEW.branch_id AND b.archived_at IS NULL)) THEN
        RAISE EXCEPTION 'somebody works here only' USING ERRCODE = 'check_violation', CONSTRAINT = 'branches_somebody_alone';
    END IF;
    RETURN NEW;
END $$;
