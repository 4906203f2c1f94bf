-- Tokens of a person become keys of the business: scoped, and seen by whoever may manage them. No release had tokens, so they are
-- not carried over: make a key instead. A node of the version before answers programs with an error until it is replaced; people
-- signed in by cookie notice nothing.
DROP TABLE platform.api_tokens;

CREATE TABLE platform.api_keys (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    -- Who made it. It never does more than they may do now, and is gone with their membership.
    person_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    scope text[] NOT NULL CHECK (cardinality(scope) > 0),
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    -- First and last characters of the secret, to recognise it by.
    hint text NOT NULL CHECK (length(hint) <= 20),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, key_id),
    UNIQUE (tenant_id, secret_hash),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
-- What a key may do is settled when it is made.
CALL platform.isolate('platform.api_keys', 'SELECT', 'INSERT', 'UPDATE (revoked_at)');
-- No cache can hold a key that was never asked for, so a new one notifies nobody.
CREATE TRIGGER api_keys_announced AFTER UPDATE OR DELETE ON platform.api_keys FOR EACH ROW EXECUTE FUNCTION platform.announce_access();

-- From which networks a key has been used: a row of its own, so that using a key neither notifies the caches nor locks its row.
CREATE TABLE platform.api_key_places (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    -- The first 24 bits of an IPv4 address, 48 of an IPv6 address.
    network cidr NOT NULL,
    first_seen_at timestamptz NOT NULL,
    -- Written at most once a minute.
    last_seen_at timestamptz NOT NULL,
    last_address inet NOT NULL,
    PRIMARY KEY (tenant_id, key_id, network),
    FOREIGN KEY (tenant_id, key_id) REFERENCES platform.api_keys ON DELETE CASCADE
);
CALL platform.isolate('platform.api_key_places', 'SELECT', 'INSERT', 'UPDATE (last_seen_at, last_address)');
