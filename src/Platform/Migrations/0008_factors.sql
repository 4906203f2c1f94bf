-- The time step (30 s since 1970) of the last code of an authenticator app that let this person in. A code lets in once: the step only grows.
ALTER TABLE platform.people ADD COLUMN authenticator_step bigint;

-- The codes for the day the phone is lost: each once, kept as SHA-256 of 80 random bits.
CREATE TABLE platform.recovery_codes (
    person_id uuid NOT NULL REFERENCES platform.people ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, code_hash)
);
GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON platform.recovery_codes TO niaga_app;
GRANT SELECT ON platform.recovery_codes TO niaga_backup;

-- Challenges a passkey has answered. A challenge lies with the browser until then; here it is spent, until it would expire anyway.
CREATE TABLE platform.spent_challenges (
    challenge_id uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX spent_challenges_expiry ON platform.spent_challenges (expires_at);
GRANT SELECT, INSERT, DELETE ON platform.spent_challenges TO niaga_app;
GRANT SELECT ON platform.spent_challenges TO niaga_backup;
