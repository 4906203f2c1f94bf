-- What was tried at a person's way in, counted by kind, network address and minutes: so that a stranger who tries a thousand times
-- makes one entry in a business's log, and fills nobody's mailbox.
CREATE TABLE platform.tries (
    person_id uuid NOT NULL REFERENCES platform.people ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT tries_kind_known CHECK (kind IN ('sign_in', 'reset', 'confirmation', 'letter')),
    -- Empty where the kind is counted over all of them.
    network_address text NOT NULL,
    began_at timestamptz NOT NULL,
    tries integer NOT NULL CHECK (tries > 0),
    -- Of these: at a locked account; beyond the limit of tries.
    locked integer NOT NULL DEFAULT 0,
    too_often integer NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, kind, network_address, began_at)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.tries TO app;
GRANT SELECT ON platform.tries TO backup;
