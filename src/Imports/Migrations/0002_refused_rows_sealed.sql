-- Rows that were refused may be about anybody: encrypted by the application (decision 40). The plain columns keep what was written before until it
-- has sealed it, at its start; the version after this one drops them.
ALTER TABLE imports.import_errors RENAME COLUMN value TO value_plain;
ALTER TABLE imports.import_errors RENAME COLUMN detail TO detail_plain;
ALTER TABLE imports.import_errors RENAME COLUMN cells TO cells_plain;
ALTER TABLE imports.import_errors
    ADD COLUMN value bytea,
    ADD COLUMN detail bytea,
    -- the line's cells as a list in JSON
    ADD COLUMN cells bytea;
