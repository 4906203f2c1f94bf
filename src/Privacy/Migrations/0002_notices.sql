-- What the business tells people about their data, in both languages (PDPA 2010 s.7). A version that was published is never changed:
-- consents point to it.
CREATE TABLE privacy.notices (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    notice_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    text_ms text NOT NULL CHECK (length(text_ms) BETWEEN 20 AND 20000),
    text_en text NOT NULL CHECK (length(text_en) BETWEEN 20 AND 20000),
    effective_from date NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid,
    PRIMARY KEY (tenant_id, notice_id),
    CONSTRAINT notices_version UNIQUE (tenant_id, version)
);
CALL platform.isolate('privacy.notices', 'SELECT', 'INSERT');
