-- Archives of the whole business that somebody asked for. The file lies in the data folder, encrypted; a row says what became of it.
CREATE TABLE platform.archives (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    archive_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'cancelled', 'expired')),
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    -- Encrypted, and only until the file is written.
    passphrase bytea,
    rows_done bigint NOT NULL DEFAULT 0,
    rows_total bigint NOT NULL DEFAULT 0,
    bytes bigint,
    ended_at timestamptz,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, archive_id),
    CONSTRAINT archives_passphrase_while_made CHECK ((state IN ('waiting', 'running')) = (passphrase IS NOT NULL)),
    CONSTRAINT archives_ended CHECK ((state IN ('waiting', 'running')) = (ended_at IS NULL)),
    CONSTRAINT archives_expire CHECK (state <> 'ready' OR num_nonnulls(bytes, expires_at) = 2)
);
-- One at a time: another would be the same.
CREATE UNIQUE INDEX archives_one_under_way ON platform.archives (tenant_id) WHERE state IN ('waiting', 'running');
CALL platform.isolate('platform.archives');
