-- An answer lies in the file store as other files do. One that waits to be fetched now needs a new link.
ALTER TABLE privacy.answers DROP COLUMN content;
ALTER TABLE privacy.answers ADD COLUMN file_id uuid;
-- Adding a foreign key looks at the rows of every business: for this moment the lock is off for its owner, who waits alone.
ALTER TABLE privacy.answers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE platform.files NO FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy.answers ADD CONSTRAINT answers_file FOREIGN KEY (tenant_id, file_id) REFERENCES platform.files;
ALTER TABLE platform.files FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy.answers FORCE ROW LEVEL SECURITY;
CREATE INDEX answers_with_file ON privacy.answers (tenant_id, file_id);
GRANT UPDATE (file_id) ON privacy.answers TO niaga_app;
