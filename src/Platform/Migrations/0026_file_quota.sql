-- What is taken away can come back for a day: until it is forgotten it lies there and no longer counts against the business's quota.
ALTER TABLE platform.files ADD COLUMN discarded_at timestamptz;
GRANT UPDATE (discarded_at) ON platform.files TO niaga_app;
-- A business's use is summed at each file it keeps: from this index alone.
CREATE INDEX files_in_use ON platform.files (tenant_id) INCLUDE (size) WHERE discarded_at IS NULL;
