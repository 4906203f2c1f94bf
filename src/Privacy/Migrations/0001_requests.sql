-- What people ask of the business under the law about their own data, and its clock (PDPA 2010: access s.30-31, correction s.34-35,
-- withdrawal s.38, direct marketing s.43, portability s.43A).
CREATE TABLE privacy.requests (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    request_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('access', 'correction', 'portability', 'objection', 'withdrawal')),
    -- whose record: its kind, as the log calls it, and its id; both null for somebody the books do not know
    subject text COLLATE "C" CHECK (length(subject) BETWEEN 1 AND 80),
    subject_id uuid,
    -- encrypted: who asks, how to reach them, what they ask for
    name bytea NOT NULL,
    contact bytea,
    details bytea,
    received_on date NOT NULL,
    extended_at timestamptz,
    due_on date NOT NULL,
    identity_way text COLLATE "C" CHECK (identity_way IN ('document', 'known', 'account', 'other')),
    identified_at timestamptz,
    state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'refused')),
    ground text COLLATE "C" CHECK (ground IN ('identity', 'not_found', 'others', 'burden', 'confidential', 'law', 'correct')),
    closed_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT requests_number UNIQUE (tenant_id, number),
    -- 21 days, once 14 more; a withdrawal and an objection hold at once
    CONSTRAINT requests_due_by_law CHECK (due_on = received_on
        + CASE WHEN kind IN ('objection', 'withdrawal') THEN 0 WHEN extended_at IS NULL THEN 21 ELSE 35 END),
    CONSTRAINT requests_subject CHECK ((subject IS NULL) = (subject_id IS NULL)),
    CONSTRAINT requests_identity CHECK ((identity_way IS NULL) = (identified_at IS NULL)),
    CONSTRAINT requests_closed CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT requests_answered_to_whom_they_are CHECK (state <> 'answered' OR identified_at IS NOT NULL),
    CONSTRAINT requests_refused_with_ground CHECK ((state = 'refused') = (ground IS NOT NULL)),
    CONSTRAINT requests_at_once CHECK (extended_at IS NULL OR kind NOT IN ('objection', 'withdrawal'))
);
CREATE INDEX requests_due ON privacy.requests (tenant_id, due_on) WHERE state = 'open';
CREATE INDEX requests_of_subject ON privacy.requests (tenant_id, subject, subject_id);
CALL platform.isolate('privacy.requests', 'SELECT', 'INSERT', 'UPDATE (due_on, extended_at, identity_way, identified_at, state, ground, closed_at)');

-- Each step is taken once: a second extension would move a day the law has set.
CREATE FUNCTION privacy.steps_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a closed request stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_stay_closed';
    END IF;
    IF OLD.extended_at IS NOT NULL AND NEW.extended_at IS DISTINCT FROM OLD.extended_at THEN
        RAISE EXCEPTION 'a request is extended once' USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_extended_once';
    END IF;
    IF OLD.identified_at IS NOT NULL AND NEW.identified_at IS DISTINCT FROM OLD.identified_at THEN
        RAISE EXCEPTION 'an identity was checked' USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_identified_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER steps_stay BEFORE UPDATE ON privacy.requests FOR EACH ROW EXECUTE FUNCTION privacy.steps_stay();

-- What was done about one, in words; it is never changed.
CREATE TABLE privacy.request_events (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    request_id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid,
    what text COLLATE "C" NOT NULL CHECK (what IN ('received', 'identified', 'extended', 'answered', 'refused', 'linked', 'fetched')),
    -- encrypted
    note bytea,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES privacy.requests
);
CREATE INDEX request_events_of ON privacy.request_events (tenant_id, request_id, at);
CALL platform.isolate('privacy.request_events', 'SELECT', 'INSERT');

-- What was made for somebody to fetch: sealed, opened once with a code, empty once it has expired.
CREATE TABLE privacy.answers (
    tenant_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    request_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('zip', 'json')),
    -- of link, code and ticket only hashes are kept
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    content bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    opened_at timestamptz,
    ticket_hash bytea CHECK (octet_length(ticket_hash) = 32),
    PRIMARY KEY (tenant_id, answer_id),
    CONSTRAINT answers_token UNIQUE (tenant_id, token_hash),
    CONSTRAINT answers_opened_with_ticket CHECK ((opened_at IS NULL) = (ticket_hash IS NULL)),
    FOREIGN KEY (tenant_id, request_id) REFERENCES privacy.requests
);
CREATE INDEX answers_of ON privacy.answers (tenant_id, request_id);
CALL platform.isolate('privacy.answers', 'SELECT', 'INSERT', 'UPDATE (content, expires_at, tries, opened_at, ticket_hash)');
