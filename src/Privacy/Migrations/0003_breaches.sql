-- When personal data was lost, told or changed by mistake or by somebody: known, judged, told to the Commissioner within 72 hours and to the
-- people within 7 days of that (PDPA 2010 s.12B; guideline of the Commissioner on data breach notification).
CREATE TABLE privacy.breaches (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    breach_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    known_at timestamptz NOT NULL,
    -- encrypted: what happened, which data of whom, what was done about it
    title bytea NOT NULL,
    story bytea NOT NULL,
    affected bytea,
    measures bytea,
    people integer CHECK (people >= 0),
    sensitive boolean NOT NULL DEFAULT false,
    fraud boolean NOT NULL DEFAULT false,
    financial boolean NOT NULL DEFAULT false,
    assessed_at timestamptz,
    -- whether people must be told; null until it was judged
    significant boolean,
    commissioner_told_at timestamptz,
    commissioner_reference text CHECK (length(commissioner_reference) BETWEEN 1 AND 80),
    people_told_at timestamptz,
    -- encrypted: why a notice was late
    late_commissioner bytea,
    late_people bytea,
    closed_at timestamptz,
    -- one incident of the operator stands in the register of each business it touched
    incident uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, breach_id),
    CONSTRAINT breaches_number UNIQUE (tenant_id, number),
    CONSTRAINT breaches_incident_once UNIQUE (tenant_id, incident),
    CONSTRAINT breaches_assessed CHECK ((assessed_at IS NULL) = (significant IS NULL)),
    CONSTRAINT breaches_in_order CHECK (commissioner_told_at >= known_at AND people_told_at >= known_at),
    CONSTRAINT breaches_late_commissioner_says_why
        CHECK (extract(epoch FROM commissioner_told_at - known_at) <= 72 * 3600 OR late_commissioner IS NOT NULL),
    CONSTRAINT breaches_late_people_says_why
        CHECK (extract(epoch FROM people_told_at - commissioner_told_at) <= 7 * 24 * 3600 OR late_people IS NOT NULL)
);
CREATE INDEX breaches_open ON privacy.breaches (tenant_id, known_at) WHERE closed_at IS NULL;
CALL platform.isolate('privacy.breaches', 'SELECT', 'INSERT',
    'UPDATE (affected, measures, people, sensitive, fraud, financial, assessed_at, significant, commissioner_told_at, '
    || 'commissioner_reference, people_told_at, late_commissioner, late_people, closed_at)');

-- A clock that ran is not turned back: what was told, and when, stays.
CREATE FUNCTION privacy.notices_given_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL
        OR (OLD.commissioner_told_at IS NOT NULL AND NEW.commissioner_told_at IS DISTINCT FROM OLD.commissioner_told_at)
        OR (OLD.people_told_at IS NOT NULL AND NEW.people_told_at IS DISTINCT FROM OLD.people_told_at) THEN
        RAISE EXCEPTION 'what was told of a breach stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'breaches_told_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_given_stay BEFORE UPDATE ON privacy.breaches FOR EACH ROW EXECUTE FUNCTION privacy.notices_given_stay();

CREATE TABLE privacy.breach_events (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    breach_id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid,
    what text COLLATE "C" NOT NULL
        CHECK (what IN ('known', 'assessed', 'commissioner_told', 'people_told', 'supplemented', 'closed')),
    -- encrypted
    note bytea,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, breach_id) REFERENCES privacy.breaches
);
CREATE INDEX breach_events_of ON privacy.breach_events (tenant_id, breach_id, at);
CALL platform.isolate('privacy.breach_events', 'SELECT', 'INSERT');
