-- Whom people and the Commissioner turn to (PDPA 2010 s.12A). A new one is a new row: who it was when stays known.
CREATE TABLE privacy.officers (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    officer_id uuid NOT NULL,
    -- encrypted
    name bytea NOT NULL,
    contact bytea NOT NULL,
    appointed_on date NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, officer_id)
);
CREATE INDEX officers_newest ON privacy.officers (tenant_id, created_at);
CALL platform.isolate('privacy.officers', 'SELECT', 'INSERT');

-- Data that leaves the country (PDPA 2010 s.129).
CREATE TABLE privacy.transfers (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    transfer_id uuid NOT NULL,
    country text NOT NULL CHECK (length(country) BETWEEN 1 AND 80),
    recipient text NOT NULL CHECK (length(recipient) BETWEEN 1 AND 160),
    ground text COLLATE "C" NOT NULL CHECK (ground IN ('similar_law', 'consent', 'contract', 'interest', 'legal', 'precautions')),
    safeguard text NOT NULL CHECK (length(safeguard) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, transfer_id)
);
CALL platform.isolate('privacy.transfers', 'SELECT', 'INSERT', 'UPDATE (ended_at)');
