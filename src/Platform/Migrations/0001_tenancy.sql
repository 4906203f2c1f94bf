-- The lock every per-tenant table carries. Plain on purpose: no sub-select (it hides the tenant from the planner and a
-- sharded database refuses it) and no missing_ok (an unset tenant must fail loudly).
CREATE PROCEDURE platform.isolate(tbl regclass, VARIADIC privileges text[] DEFAULT '{SELECT,INSERT,UPDATE,DELETE}')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tbl);
    EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = current_setting(''app.tenant_id'')::uuid)'
        || ' WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::uuid)', tbl);
    EXECUTE format('GRANT %s ON %s TO niaga_app', array_to_string(privileges, ', '), tbl);
    EXECUTE format('GRANT SELECT ON %s TO niaga_backup', tbl);
END $$;
REVOKE ALL ON PROCEDURE platform.isolate(regclass, text[]) FROM PUBLIC;

-- Slug to tenant to database: read before the tenant is known, so readable by all and holding nothing worth reading.
-- Writing still asks for the tenant's own lock.
CREATE TABLE platform.tenants (
    tenant_id uuid PRIMARY KEY,
    slug text COLLATE "C" NOT NULL CONSTRAINT tenants_slug_unique UNIQUE
        CONSTRAINT tenants_slug_shape CHECK (slug ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 40),
    status text NOT NULL CONSTRAINT tenants_status_known CHECK (status IN ('pending', 'active', 'suspended', 'terminated')),
    database text NOT NULL DEFAULT 'main',
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
ALTER TABLE platform.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON platform.tenants FOR SELECT USING (true);
CREATE POLICY own_insert ON platform.tenants FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_update ON platform.tenants FOR UPDATE
    USING (tenant_id = current_setting('app.tenant_id')::uuid) WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE (status, changed_at) ON platform.tenants TO niaga_app;
GRANT SELECT ON platform.tenants TO niaga_backup, niaga_platform_job;

CREATE FUNCTION platform.tenant_lifecycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a tenant begins pending' USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_lifecycle';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.status, NEW.status) NOT IN (('pending', 'active'), ('active', 'suspended'), ('suspended', 'active'),
        ('pending', 'terminated'), ('active', 'terminated'), ('suspended', 'terminated')) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_lifecycle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenants_lifecycle BEFORE INSERT OR UPDATE OF status ON platform.tenants
    FOR EACH ROW EXECUTE FUNCTION platform.tenant_lifecycle();

-- A file stands before what points at it: adding a foreign key later would scan behind the forced lock, without a tenant.
CREATE TABLE platform.files (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    file_id uuid NOT NULL,
    name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL CHECK (size = octet_length(content)),
    content bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);
-- A CSV or a picture is compressed already or read whole: no second compression, no reading of 8 MB to learn a name.
ALTER TABLE platform.files ALTER COLUMN content SET STORAGE EXTERNAL;
CALL platform.isolate('platform.files', 'SELECT', 'INSERT', 'DELETE');

CREATE TABLE platform.businesses (
    tenant_id uuid PRIMARY KEY REFERENCES platform.tenants,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    industry text NOT NULL,
    state text NOT NULL CHECK (state ~ '^(0[1-9]|1[0-6])$'),
    address_line1 text,
    address_line2 text,
    postcode text CHECK (postcode ~ '^[0-9]{5}$'),
    town text,
    phone text,
    email text,
    ssm_number text,
    tin text,
    sst_number text,
    logo_file_id uuid,
    accent text CHECK (accent ~ '^#[0-9a-f]{6}$'),
    privacy_notice text NOT NULL,
    agreed_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, logo_file_id) REFERENCES platform.files
);
CALL platform.isolate('platform.businesses', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE platform.entitlements (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    key text NOT NULL,
    limits jsonb NOT NULL DEFAULT '{}',
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CALL platform.isolate('platform.entitlements');
