-- How far a person has come with the tour through the first five minutes. No row: never begun.
CREATE TABLE platform.tours (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    stop text NOT NULL CHECK (length(stop) BETWEEN 1 AND 60),
    ended boolean NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.tours', 'SELECT', 'INSERT', 'UPDATE');
