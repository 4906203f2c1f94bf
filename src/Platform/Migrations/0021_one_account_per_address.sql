-- An address is one account's alone from the first moment. Whoever signs up with one that has an account only claims it, until a mail's
-- link shows whose mailbox it is: then their business joins the account, or an account that nobody confirmed gives way.
ALTER TABLE platform.people ALTER COLUMN normalized_email DROP NOT NULL;
ALTER TABLE platform.people ADD COLUMN claimed_email text;
UPDATE platform.people p SET claimed_email = normalized_email, normalized_email = NULL
WHERE EXISTS (SELECT FROM platform.people o WHERE o.normalized_email = p.normalized_email AND o.id <> p.id
    AND (o.email_confirmed > p.email_confirmed OR (o.email_confirmed = p.email_confirmed AND o.id < p.id)));
DROP INDEX platform.people_email;
DROP INDEX platform.people_email_confirmed;
CREATE UNIQUE INDEX people_email_unique ON platform.people (normalized_email);
CREATE INDEX people_claimed_email ON platform.people (claimed_email);
ALTER TABLE platform.people ADD CONSTRAINT people_hold_or_claim CHECK ((normalized_email IS NULL) <> (claimed_email IS NULL));
ALTER TABLE platform.people ADD CONSTRAINT people_claim_unconfirmed CHECK (claimed_email IS NULL OR NOT email_confirmed);
