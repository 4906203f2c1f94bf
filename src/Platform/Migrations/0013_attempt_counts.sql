-- Attempts to sign in as a person, counted by kind, network address and minutes: so that whoever tries a thousand times
-- makes one entry in a business's log, and fills nobody's mailbox.
CREATE TABLE platform.attempt_counts (
    person_id uuid NOT NULL REFERENCES platform.people ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT attempt_counts_kind_known CHECK (kind IN ('sign_in', 'reset', 'confirmation', 'email')),
    -- Empty where the kind is counted over all of them.
    network_address text NOT NULL,
    began_at timestamptz NOT NULL,
    attempts integer NOT NULL CHECK (attempts > 0),
    -- Of these: at a locked account; beyond the limit of attempts.
    locked integer NOT NULL DEFAULT 0,
    too_often integer NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, kind, network_address, began_at)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.attempt_counts TO niaga_app;
GRANT SELECT ON platform.attempt_counts TO niaga_backup;
