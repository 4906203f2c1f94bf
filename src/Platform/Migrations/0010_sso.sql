-- A business's own identity provider. At most one; changing it makes another version, and every node builds the new one.
CREATE TABLE platform.sso_connections (
    tenant_id uuid PRIMARY KEY REFERENCES platform.tenants,
    connection_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    issuer text NOT NULL CHECK (length(issuer) BETWEEN 8 AND 500),
    client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 300),
    -- Encrypted under the application's keys, which lie apart from the database.
    client_secret bytea NOT NULL,
    name_claim text NOT NULL CHECK (length(name_claim) BETWEEN 1 AND 100),
    email_claim text NOT NULL CHECK (length(email_claim) BETWEEN 1 AND 100),
    role_claim text CHECK (length(role_claim) BETWEEN 1 AND 100),
    default_role text NOT NULL CONSTRAINT sso_connections_never_owner CHECK (default_role <> 'owner'),
    -- Whoever the provider knows becomes a member at their first sign-in.
    joins boolean NOT NULL,
    -- The business says that its provider asks for a second factor.
    trusts_factor boolean NOT NULL,
    enabled boolean NOT NULL DEFAULT false,
    -- The last try that ended well, with these settings.
    tried_at timestamptz,
    -- What the last try found.
    last_try jsonb,
    changed_at timestamptz NOT NULL
);
CALL platform.isolate('platform.sso_connections');
CREATE TRIGGER sso_connections_announced AFTER INSERT OR UPDATE OF version, enabled OR DELETE ON platform.sso_connections
    FOR EACH ROW EXECUTE FUNCTION platform.announce_access();

-- Which value of the role claim gives which role; the first that matches counts. Nobody becomes an owner by a claim.
CREATE TABLE platform.sso_role_mappings (
    tenant_id uuid NOT NULL,
    value text COLLATE "C" NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
    role text NOT NULL CONSTRAINT sso_role_mappings_never_owner CHECK (role <> 'owner'),
    position integer NOT NULL,
    PRIMARY KEY (tenant_id, value),
    FOREIGN KEY (tenant_id) REFERENCES platform.sso_connections ON DELETE CASCADE
);
CALL platform.isolate('platform.sso_role_mappings');

-- What the provider gave at a sign-in, encrypted: shown to it again when the person signs out, so that it knows whom.
CREATE TABLE platform.sso_id_tokens (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    session_id uuid NOT NULL,
    id_token bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
CALL platform.isolate('platform.sso_id_tokens', 'SELECT', 'INSERT', 'DELETE');

-- One person is one subject of a business's provider: an address given to somebody else there does not open the first one's account.
CREATE UNIQUE INDEX person_logins_one_subject ON platform.person_logins (user_id, login_provider) WHERE login_provider LIKE 'sso:%';
