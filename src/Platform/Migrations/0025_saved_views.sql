-- Filters and order of a list under a name: a person's own, or everybody's in the business where no person stands.
CREATE TABLE platform.saved_views (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    view_id uuid NOT NULL,
    list text NOT NULL CHECK (length(list) <= 60),
    person_id uuid,
    name text NOT NULL CHECK (length(name) <= 60),
    -- the list's address after its question mark
    query text NOT NULL CHECK (length(query) <= 1000),
    PRIMARY KEY (tenant_id, view_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CREATE UNIQUE INDEX saved_views_name ON platform.saved_views (tenant_id, list, person_id, lower(name)) NULLS NOT DISTINCT;
CREATE INDEX saved_views_of_person ON platform.saved_views (tenant_id, person_id);
CALL platform.isolate('platform.saved_views', 'SELECT', 'INSERT', 'DELETE');
-- By the row's own tenant: they go with their member, whoever takes that one away.
CREATE FUNCTION platform.announce_row() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_notify('niaga_data', CASE WHEN TG_OP = 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END::text);
    RETURN NULL;
END $$;
CREATE TRIGGER saved_views_announced AFTER INSERT OR DELETE OR UPDATE ON platform.saved_views
    FOR EACH ROW EXECUTE FUNCTION platform.announce_row();
