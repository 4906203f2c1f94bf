-- A role of the business's own may also be what single sign-on or a directory gives: it stays until they give another.
CREATE OR REPLACE FUNCTION platform.role_must_exist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM platform.roles WHERE tenant_id = NEW.tenant_id AND 'custom.' || role_id = to_jsonb(NEW) ->> coalesce(TG_ARGV[0], 'role') FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such role' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'memberships_role_known';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sso_connections_role_known BEFORE INSERT OR UPDATE OF default_role ON platform.sso_connections FOR EACH ROW
    WHEN (NEW.default_role LIKE 'custom.%') EXECUTE FUNCTION platform.role_must_exist('default_role');
CREATE TRIGGER sso_role_mappings_role_known BEFORE INSERT OR UPDATE OF role ON platform.sso_role_mappings FOR EACH ROW
    WHEN (NEW.role LIKE 'custom.%') EXECUTE FUNCTION platform.role_must_exist();
CREATE TRIGGER provisioning_role_known BEFORE INSERT OR UPDATE OF default_role ON platform.provisioning FOR EACH ROW
    WHEN (NEW.default_role LIKE 'custom.%') EXECUTE FUNCTION platform.role_must_exist('default_role');

CREATE OR REPLACE FUNCTION platform.role_must_be_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM platform.memberships WHERE tenant_id = OLD.tenant_id AND role = 'custom.' || OLD.role_id)
        OR EXISTS (SELECT FROM platform.invitations WHERE tenant_id = OLD.tenant_id AND role = 'custom.' || OLD.role_id AND accepted_at IS NULL AND revoked_at IS NULL)
        OR EXISTS (SELECT FROM platform.sso_connections WHERE tenant_id = OLD.tenant_id AND default_role = 'custom.' || OLD.role_id)
        OR EXISTS (SELECT FROM platform.sso_role_mappings WHERE tenant_id = OLD.tenant_id AND role = 'custom.' || OLD.role_id)
        OR EXISTS (SELECT FROM platform.provisioning WHERE tenant_id = OLD.tenant_id AND default_role = 'custom.' || OLD.role_id) THEN
        RAISE EXCEPTION 'the role is in use' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'roles_in_use';
    END IF;
    RETURN OLD;
END $$;
