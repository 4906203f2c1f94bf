-- Columns a person leaves out of a list. No row: all are shown.
CREATE TABLE platform.list_columns (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    list text NOT NULL CHECK (length(list) BETWEEN 1 AND 60),
    hidden text[] NOT NULL CHECK (cardinality(hidden) BETWEEN 1 AND 40 AND length(array_to_string(hidden, ',')) <= 1000),
    PRIMARY KEY (tenant_id, person_id, list),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.list_columns', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
CREATE TRIGGER list_columns_announced AFTER INSERT OR DELETE OR UPDATE ON platform.list_columns
    FOR EACH ROW EXECUTE FUNCTION platform.announce_row();
