-- One sign-in on one device. What the cookie carries is this row's id; ending the row ends the sign-in on every node.
CREATE TABLE platform.sessions (
    session_id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES platform.people ON DELETE CASCADE,
    started_at timestamptz NOT NULL,
    -- Written at most once a minute.
    seen_at timestamptz NOT NULL,
    -- The longest time it ever lay idle: a business that allows less is not opened by first going somewhere that allows more.
    longest_pause interval NOT NULL DEFAULT '0',
    -- When the person last proved who they are, and how.
    password_at timestamptz,
    factor_at timestamptz,
    method text NOT NULL CONSTRAINT sessions_method_known CHECK (method IN ('password', 'passkey', 'provider', 'sso', 'invitation')),
    kept boolean NOT NULL,
    -- SHA-256 of the browser's own random mark: tells a known device from a new one.
    device_hash bytea CHECK (octet_length(device_hash) = 32),
    user_agent text CHECK (length(user_agent) <= 300),
    address text,
    -- A sign-in through one business's identity provider opens that business and no other.
    bound_to uuid REFERENCES platform.tenants,
    -- What the provider calls this sign-in (issuer's subject and sid), for sign-out from there.
    provider text,
    provider_subject text,
    provider_session text,
    ended_at timestamptz,
    ended_because text,
    CONSTRAINT sessions_end_has_reason CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE INDEX sessions_person ON platform.sessions (person_id, started_at);
CREATE INDEX sessions_provider ON platform.sessions (provider, provider_subject) WHERE provider IS NOT NULL AND ended_at IS NULL;
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at, longest_pause, password_at, factor_at, address, ended_at, ended_because) ON platform.sessions TO niaga_app;
GRANT SELECT ON platform.sessions TO niaga_backup;

-- WebAuthn credentials, as ASP.NET Core Identity keeps them.
CREATE TABLE platform.person_passkeys (
    credential_id bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES platform.people ON DELETE CASCADE,
    data jsonb NOT NULL
);
CREATE INDEX person_passkeys_person ON platform.person_passkeys (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.person_passkeys TO niaga_app;
GRANT SELECT ON platform.person_passkeys TO niaga_backup;

-- What nodes keep in memory about a person's sign-ins is dropped on every node when any of it changes. Delivered on commit.
CREATE FUNCTION platform.announce_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The column that names the person is the trigger's argument.
    PERFORM pg_notify('niaga_people', to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_announced AFTER UPDATE OF ended_at, password_at, factor_at OR DELETE ON platform.sessions
    FOR EACH ROW EXECUTE FUNCTION platform.announce_person('person_id');
CREATE TRIGGER people_announced AFTER UPDATE OF two_factor_enabled, email, email_confirmed ON platform.people
    FOR EACH ROW EXECUTE FUNCTION platform.announce_person('id');
CREATE TRIGGER person_passkeys_announced AFTER INSERT OR DELETE ON platform.person_passkeys
    FOR EACH ROW EXECUTE FUNCTION platform.announce_person('user_id');

-- What a business asks of its members' sign-ins. No row: nothing beyond the platform's own rules.
CREATE TABLE platform.access_policies (
    tenant_id uuid PRIMARY KEY REFERENCES platform.tenants,
    second_factor_roles text[] NOT NULL DEFAULT '{}',
    idle_minutes integer CONSTRAINT access_policies_idle CHECK (idle_minutes BETWEEN 5 AND 20160),
    absolute_minutes integer CONSTRAINT access_policies_absolute CHECK (absolute_minutes BETWEEN 15 AND 129600),
    updated_at timestamptz NOT NULL
);
CALL platform.isolate('platform.access_policies', 'SELECT', 'INSERT', 'UPDATE');

-- Roles a business makes for itself; a membership names one as custom.{role_id}.
CREATE TABLE platform.roles (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    role_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, role_id),
    CONSTRAINT roles_name_unique UNIQUE (tenant_id, name)
);
CALL platform.isolate('platform.roles');

-- Suspended: the place is kept (for the log, and to come back to), but opens nothing.
ALTER TABLE platform.memberships ADD COLUMN status text NOT NULL DEFAULT 'active' CONSTRAINT memberships_status_known CHECK (status IN ('active', 'suspended'));

CREATE TRIGGER access_policies_announced AFTER INSERT OR UPDATE OR DELETE ON platform.access_policies FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
CREATE TRIGGER roles_announced AFTER INSERT OR UPDATE OR DELETE ON platform.roles FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
