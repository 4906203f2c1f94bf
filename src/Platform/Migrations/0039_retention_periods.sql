-- How long a business keeps each class of records, where it chose otherwise than usual: days, or years for those with a law. The floors
-- stand here a second time (RetentionClass is the first), so that no statement goes below them.
CREATE TABLE platform.retention_periods (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    class text NOT NULL CHECK (class IN ('accounting', 'employment', 'medical', 'evidence', 'deleted', 'transient', 'business')),
    period integer NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, class),
    CONSTRAINT retention_periods_lawful CHECK (CASE class
        WHEN 'accounting' THEN period BETWEEN 7 AND 30
        WHEN 'employment' THEN period BETWEEN 6 AND 30
        WHEN 'medical' THEN period BETWEEN 7 AND 50
        WHEN 'evidence' THEN period BETWEEN 7 AND 30
        ELSE period BETWEEN 7 AND 3650 END)
);
CALL platform.isolate('platform.retention_periods');
