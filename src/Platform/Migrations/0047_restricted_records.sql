-- Records that only named members open; whoever else must, says why first (decision 46).
CREATE TABLE platform.restricted_records (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    -- the record: its kind, as the audit log calls it, and its id
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    record_id uuid NOT NULL,
    -- who opens it without saying why
    people uuid[] NOT NULL CHECK (cardinality(people) BETWEEN 1 AND 50),
    restricted_by uuid,
    restricted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject, record_id)
);
CALL platform.isolate('platform.restricted_records', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
CREATE TRIGGER restricted_records_announced AFTER INSERT OR DELETE OR UPDATE ON platform.restricted_records
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();

-- Each time somebody opened one all the same: for an hour, and never changed but by whoever looks it over.
CREATE TABLE platform.record_openings (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    opening_id uuid NOT NULL,
    person_id uuid NOT NULL,
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    record_id uuid NOT NULL,
    ground text NOT NULL CHECK (ground IN ('present', 'urgent', 'complaint', 'law', 'other')),
    -- encrypted: it may say something about whom the record is of
    reason bytea NOT NULL,
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    reviewed_by uuid,
    reviewed_at timestamptz,
    PRIMARY KEY (tenant_id, opening_id),
    CONSTRAINT record_openings_hour CHECK (until = opened_at + interval '60 minutes'),
    CONSTRAINT record_openings_reviewed CHECK (num_nonnulls(reviewed_by, reviewed_at) IN (0, 2))
);
CREATE INDEX record_openings_of ON platform.record_openings (tenant_id, person_id, subject, record_id, until);
CREATE INDEX record_openings_unseen ON platform.record_openings (tenant_id) WHERE reviewed_at IS NULL;
CALL platform.isolate('platform.record_openings', 'SELECT', 'INSERT', 'UPDATE (reviewed_by, reviewed_at)');
