-- E-mail domains a business says are its own, and the proof by DNS.
CREATE TABLE platform.domains (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    domain text COLLATE "C" NOT NULL CHECK (domain = lower(domain) AND length(domain) BETWEEN 4 AND 253),
    -- What the TXT record must say.
    challenge text NOT NULL,
    created_at timestamptz NOT NULL,
    checked_at timestamptz,
    verified_at timestamptz,
    -- Members with an address of this domain come in through the business's identity provider only.
    sso_required boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, domain),
    CONSTRAINT domains_required_only_when_verified CHECK (NOT sso_required OR verified_at IS NOT NULL)
);
CALL platform.isolate('platform.domains');
CREATE TRIGGER domains_announced AFTER INSERT OR UPDATE OR DELETE ON platform.domains FOR EACH ROW EXECUTE FUNCTION platform.announce_access();

-- "Which business speaks for this domain?" is asked at the sign-in page, before a business is known. A verified domain is one business's.
CREATE TABLE platform.verified_domains (
    domain text COLLATE "C" PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    sso_required boolean NOT NULL,
    UNIQUE (tenant_id, domain),
    FOREIGN KEY (tenant_id, domain) REFERENCES platform.domains ON DELETE CASCADE
);
ALTER TABLE platform.verified_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.verified_domains FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON platform.verified_domains FOR SELECT USING (true);
CREATE POLICY own_insert ON platform.verified_domains FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_update ON platform.verified_domains FOR UPDATE
    USING (tenant_id = current_setting('app.tenant_id')::uuid) WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_delete ON platform.verified_domains FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.verified_domains TO niaga_app;
GRANT SELECT ON platform.verified_domains TO niaga_backup;

CREATE FUNCTION platform.list_domain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.verified_at IS NULL THEN
        DELETE FROM platform.verified_domains WHERE domain = NEW.domain AND tenant_id = NEW.tenant_id;
    ELSIF TG_OP = 'UPDATE' AND OLD.verified_at IS NOT NULL THEN
        UPDATE platform.verified_domains SET sso_required = NEW.sso_required WHERE domain = NEW.domain AND tenant_id = NEW.tenant_id;
    ELSE
        INSERT INTO platform.verified_domains (domain, tenant_id, sso_required) VALUES (NEW.domain, NEW.tenant_id, NEW.sso_required);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER domains_listed AFTER INSERT OR UPDATE OF verified_at, sso_required ON platform.domains FOR EACH ROW EXECUTE FUNCTION platform.list_domain();
