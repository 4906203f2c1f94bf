-- Whose personal values an entry of the log shows as read: an index over what the chained entries say, so that a person can be told who
-- looked. It can be made again from them.
CREATE TABLE platform.disclosed_subjects (
    tenant_id uuid NOT NULL,
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    subject_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, subject, subject_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES platform.audit_entries
);
CREATE INDEX disclosed_subjects_entry ON platform.disclosed_subjects (tenant_id, entry_id);
CALL platform.isolate('platform.disclosed_subjects', 'SELECT', 'INSERT');

-- The log of acts, without the reads that stand in the same chain.
CREATE INDEX audit_entries_acts ON platform.audit_entries (tenant_id, entry_id) WHERE subject <> 'platform.disclosure';
