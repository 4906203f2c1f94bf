-- An invitation by mail. Of its link only the hash is kept; sending again makes a new link, and the old one is worth nothing.
CREATE TABLE platform.invitations (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    invitation_id uuid NOT NULL,
    email text NOT NULL CHECK (length(email) <= 254),
    -- Upper case, for comparing.
    email_key text COLLATE "C" NOT NULL,
    role text NOT NULL,
    -- Of the e-mail.
    language text NOT NULL,
    invited_by uuid NOT NULL REFERENCES platform.people,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    sent_count integer NOT NULL CHECK (sent_count > 0),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid REFERENCES platform.people,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, invitation_id),
    UNIQUE (tenant_id, token_hash),
    CONSTRAINT invitations_accepted_by_somebody CHECK (accepted_at IS NULL OR accepted_by IS NOT NULL),
    CONSTRAINT invitations_end_once CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE UNIQUE INDEX invitations_one_open ON platform.invitations (tenant_id, email_key) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CALL platform.isolate('platform.invitations');

-- A business keeps at least one active owner. Whoever takes one waits here for whoever is taking another, so that two owners who
-- remove each other at once cannot both succeed. Locks come in one order: the place, then the business.
CREATE FUNCTION platform.keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    SELECT status INTO state FROM platform.tenants WHERE tenant_id = OLD.tenant_id FOR NO KEY UPDATE;
    IF state <> 'terminated' AND NOT EXISTS (
        SELECT FROM platform.memberships WHERE tenant_id = OLD.tenant_id AND person_id <> OLD.person_id AND role = 'owner' AND status = 'active') THEN
        RAISE EXCEPTION 'a business keeps an active owner' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_keep_an_owner';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER memberships_keep_an_owner_changed BEFORE UPDATE OF role, status ON platform.memberships FOR EACH ROW
    WHEN (OLD.role = 'owner' AND OLD.status = 'active' AND (NEW.role <> 'owner' OR NEW.status <> 'active')) EXECUTE FUNCTION platform.keep_an_owner();
CREATE TRIGGER memberships_keep_an_owner_removed BEFORE DELETE ON platform.memberships FOR EACH ROW
    WHEN (OLD.role = 'owner' AND OLD.status = 'active') EXECUTE FUNCTION platform.keep_an_owner();

-- A role of the business's own stands in memberships and open invitations as text (custom.{role_id}); what a foreign key would do is
-- done here. Giving locks the role's key, deleting locks the role: one of the two waits and then sees what the other did.
CREATE FUNCTION platform.role_must_exist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM platform.roles WHERE tenant_id = NEW.tenant_id AND 'custom.' || role_id = NEW.role FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such role' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'memberships_role_known';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER memberships_role_known BEFORE INSERT OR UPDATE OF role ON platform.memberships FOR EACH ROW
    WHEN (NEW.role LIKE 'custom.%') EXECUTE FUNCTION platform.role_must_exist();
CREATE TRIGGER invitations_role_known BEFORE INSERT OR UPDATE OF role ON platform.invitations FOR EACH ROW
    WHEN (NEW.role LIKE 'custom.%') EXECUTE FUNCTION platform.role_must_exist();

CREATE FUNCTION platform.role_must_be_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM platform.memberships WHERE tenant_id = OLD.tenant_id AND role = 'custom.' || OLD.role_id)
        OR EXISTS (SELECT FROM platform.invitations WHERE tenant_id = OLD.tenant_id AND role = 'custom.' || OLD.role_id AND accepted_at IS NULL AND revoked_at IS NULL) THEN
        RAISE EXCEPTION 'the role is in use' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'roles_in_use';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER roles_free BEFORE DELETE ON platform.roles FOR EACH ROW EXECUTE FUNCTION platform.role_must_be_free();
