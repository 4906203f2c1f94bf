-- Where a member is told things is their own: encrypted by the application (decision 40). The plain column keeps what was written before until it has
-- sealed it, at its start; the version after this one drops it.
ALTER TABLE platform.notification_times RENAME COLUMN phone TO phone_plain;
ALTER TABLE platform.notification_times ADD COLUMN phone bytea;

ALTER TABLE platform.removed_files DROP CONSTRAINT removed_files_pkey, ADD PRIMARY KEY (tenant_id, object_id);
