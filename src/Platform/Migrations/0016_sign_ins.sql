-- A sign-in's first network address stays as it was: nothing writes it again, so nothing may.
REVOKE UPDATE (address) ON platform.sessions FROM niaga_app;

-- What is tried behind a lock by somebody who has got as far as the second step, or is signed in.
ALTER TABLE platform.attempt_counts DROP CONSTRAINT attempt_counts_kind_known;
ALTER TABLE platform.attempt_counts ADD CONSTRAINT attempt_counts_kind_known CHECK (kind IN ('sign_in', 'reset', 'confirmation', 'email', 'locked'));
