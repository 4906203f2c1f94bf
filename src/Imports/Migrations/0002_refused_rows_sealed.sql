-- Rows that were refused may be about anybody: encrypted by the application (decision 40). The plain columns keep what was written before until
-- it has sealed it, at its start; the version after this one drops them. They keep their names: a later migration of a module writes to them.
ALTER TABLE imports.import_errors
    ADD COLUMN sealed_value bytea,
    ADD COLUMN sealed_detail bytea,
    -- the line's cells as a list in JSON
    ADD COLUMN sealed_cells bytea;
