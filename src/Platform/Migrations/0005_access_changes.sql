-- What nodes cache about access (tenant, entitlements, members, tokens) is dropped on every node when any of it changes,
-- whoever changed it. Delivered on commit.
CREATE FUNCTION platform.announce_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('niaga_access', coalesce(NEW.tenant_id, OLD.tenant_id)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER tenants_announced AFTER INSERT OR UPDATE OR DELETE ON platform.tenants FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
CREATE TRIGGER entitlements_announced AFTER INSERT OR UPDATE OR DELETE ON platform.entitlements FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
CREATE TRIGGER memberships_announced AFTER INSERT OR UPDATE OR DELETE ON platform.memberships FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
CREATE TRIGGER api_tokens_announced AFTER INSERT OR UPDATE OR DELETE ON platform.api_tokens FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
