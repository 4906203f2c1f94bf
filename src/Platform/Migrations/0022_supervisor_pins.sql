-- A member's PIN in one business: with it they agree on somebody else's screen to what that one may not do by themself.
CREATE TABLE platform.supervisor_pins (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    pin_hash text NOT NULL,
    -- wrong ones in a row since the last right one or the last lock
    failed integer NOT NULL DEFAULT 0 CHECK (failed >= 0),
    locked_until timestamptz,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.supervisor_pins');
