-- What a business sees of the people who work or worked there: a copy behind the tenant's own lock, so that people themselves need not be
-- open to any business. Whoever has left stays as a name, as it was then: history mentions it.
CREATE TABLE platform.known_people (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL REFERENCES platform.people,
    display_name text NOT NULL,
    -- Null once they have left.
    email text,
    -- Business mail goes to no address that nobody confirmed.
    email_confirmed boolean NOT NULL DEFAULT false,
    language text,
    second_factor boolean NOT NULL DEFAULT false,
    -- The last day, in Malaysia, one of their sign-ins that open this business was in use.
    seen_on date,
    PRIMARY KEY (tenant_id, person_id)
);
CREATE INDEX known_people_person ON platform.known_people (person_id);
CALL platform.isolate('platform.known_people', 'SELECT', 'INSERT', 'UPDATE');

-- A business's own provider tells it of its own logins: closing the connection takes them all.
ALTER TABLE platform.person_logins ADD COLUMN bound_to uuid REFERENCES platform.tenants;
CREATE INDEX person_logins_bound_to ON platform.person_logins (bound_to);

-- Each business in turn, behind its own lock; people are still open here.
DO $$
DECLARE
    t uuid;
BEGIN
    FOR t IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', t::text, true), set_config('app.branches', '*', true);
        INSERT INTO platform.known_people (tenant_id, person_id, display_name, email, email_confirmed, language, second_factor, seen_on)
        SELECT t, p.id, p.display_name, p.email, p.email_confirmed, p.language,
            p.two_factor_enabled OR EXISTS (SELECT FROM platform.person_passkeys k WHERE k.user_id = p.id),
            (SELECT max((s.seen_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date) FROM platform.sessions s
                WHERE s.person_id = p.id AND (s.bound_to IS NULL OR s.bound_to = t))
        FROM platform.memberships m JOIN platform.people p ON p.id = m.person_id WHERE m.tenant_id = t;
        INSERT INTO platform.known_people (tenant_id, person_id, display_name)
        SELECT t, p.id, p.display_name FROM platform.people p
        WHERE p.id IN (SELECT person_id FROM platform.audit_entries WHERE tenant_id = t)
        ON CONFLICT DO NOTHING;
        UPDATE platform.person_logins SET bound_to = t
        WHERE login_provider IN (SELECT 'sso:' || connection_id FROM platform.sso_connections WHERE tenant_id = t);
    END LOOP;
END $$;

-- The copy of one person in one business as they stand now. What was set before is set after it: neither stays open. (A function's own SET
-- would do it, but takes a superuser for settings of ours.)
CREATE FUNCTION platform.know_person(business uuid, person uuid) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    before_business text := coalesce(current_setting('app.tenant_id', true), '');
    before_person text := coalesce(current_setting('app.person_id', true), '');
BEGIN
    PERFORM set_config('app.tenant_id', business::text, true), set_config('app.person_id', person::text, true);
    -- Whoever changes the person at this moment is waited for: what stands here must not be older than what they wrote.
    PERFORM FROM platform.people WHERE id = person FOR SHARE;
    INSERT INTO platform.known_people AS k
        (tenant_id, person_id, display_name, email, email_confirmed, language, second_factor, seen_on)
    SELECT m.tenant_id, p.id, p.display_name, p.email, p.email_confirmed, p.language,
        p.two_factor_enabled OR EXISTS (SELECT FROM platform.person_passkeys f WHERE f.user_id = p.id),
        (SELECT max((s.seen_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date) FROM platform.sessions s
            WHERE s.person_id = p.id AND (s.bound_to IS NULL OR s.bound_to = business))
    FROM platform.memberships m JOIN platform.people p ON p.id = m.person_id WHERE m.tenant_id = business AND m.person_id = person
    ON CONFLICT (tenant_id, person_id) DO UPDATE SET display_name = EXCLUDED.display_name, email = EXCLUDED.email,
        email_confirmed = EXCLUDED.email_confirmed, language = EXCLUDED.language, second_factor = EXCLUDED.second_factor,
        seen_on = greatest(k.seen_on, EXCLUDED.seen_on);
    PERFORM set_config('app.tenant_id', before_business, true), set_config('app.person_id', before_person, true);
END $$;

CREATE FUNCTION platform.know_member() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE platform.known_people SET email = NULL, email_confirmed = false, language = NULL, second_factor = false, seen_on = NULL
        WHERE tenant_id = OLD.tenant_id AND person_id = OLD.person_id;
    ELSE
        PERFORM platform.know_person(NEW.tenant_id, NEW.person_id);
    END IF;
    RETURN NULL;
END $$;
-- After memberships_listed, by name: the list of a person's businesses comes first.
CREATE TRIGGER memberships_known AFTER INSERT OR DELETE ON platform.memberships FOR EACH ROW EXECUTE FUNCTION platform.know_member();

-- A change of a person reaches every business of theirs, in one order, each behind its own lock.
CREATE FUNCTION platform.know_everywhere() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    before_person text := coalesce(current_setting('app.person_id', true), '');
    -- The column that names the person is the trigger's argument.
    person uuid := (to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0])::uuid;
    business uuid;
BEGIN
    PERFORM set_config('app.person_id', person::text, true);
    FOR business IN SELECT tenant_id FROM platform.businesses_of_person WHERE person_id = person ORDER BY tenant_id LOOP
        PERFORM platform.know_person(business, person);
    END LOOP;
    PERFORM set_config('app.person_id', before_person, true);
    RETURN NULL;
END $$;
CREATE TRIGGER people_known AFTER UPDATE OF display_name, email, email_confirmed, language, two_factor_enabled ON platform.people
    FOR EACH ROW WHEN ((OLD.display_name, OLD.email, OLD.email_confirmed, OLD.language, OLD.two_factor_enabled)
        IS DISTINCT FROM (NEW.display_name, NEW.email, NEW.email_confirmed, NEW.language, NEW.two_factor_enabled))
    EXECUTE FUNCTION platform.know_everywhere('id');
CREATE TRIGGER person_passkeys_known AFTER INSERT OR DELETE ON platform.person_passkeys
    FOR EACH ROW EXECUTE FUNCTION platform.know_everywhere('user_id');

-- Of a sign-in a business learns the day: once a day, not at each request.
CREATE FUNCTION platform.know_day() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    before_business text := coalesce(current_setting('app.tenant_id', true), '');
    before_person text := coalesce(current_setting('app.person_id', true), '');
    day date := (NEW.seen_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date;
    business uuid;
BEGIN
    PERFORM set_config('app.person_id', NEW.person_id::text, true);
    FOR business IN SELECT tenant_id FROM platform.businesses_of_person
        WHERE person_id = NEW.person_id AND (NEW.bound_to IS NULL OR tenant_id = NEW.bound_to) ORDER BY tenant_id
    LOOP
        PERFORM set_config('app.tenant_id', business::text, true);
        UPDATE platform.known_people SET seen_on = day
        WHERE tenant_id = business AND person_id = NEW.person_id AND (seen_on IS NULL OR seen_on < day);
    END LOOP;
    PERFORM set_config('app.tenant_id', before_business, true), set_config('app.person_id', before_person, true);
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_day_first AFTER INSERT ON platform.sessions FOR EACH ROW EXECUTE FUNCTION platform.know_day();
CREATE TRIGGER sessions_day AFTER UPDATE OF seen_at ON platform.sessions FOR EACH ROW
    WHEN ((OLD.seen_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date < (NEW.seen_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date)
    EXECUTE FUNCTION platform.know_day();

-- The locks. Everything of a person opens to a transaction that names this person, and an unset one fails. Whoever is not known yet is
-- looked for by one exact value, of which at most its own rows are seen.
CREATE PROCEDURE platform.lock_to_person(tbl regclass, person_column text) LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tbl);
    EXECUTE format('CREATE POLICY own_person ON %1$s USING (%2$I = current_setting(''app.person_id'')::uuid)'
        || ' WITH CHECK (%2$I = current_setting(''app.person_id'')::uuid)', tbl, person_column);
END $$;
REVOKE ALL ON PROCEDURE platform.lock_to_person(regclass, text) FROM PUBLIC;
CALL platform.lock_to_person('platform.people', 'id');
CALL platform.lock_to_person('platform.person_claims', 'user_id');
CALL platform.lock_to_person('platform.person_logins', 'user_id');
CALL platform.lock_to_person('platform.person_tokens', 'user_id');
CALL platform.lock_to_person('platform.person_passkeys', 'user_id');
CALL platform.lock_to_person('platform.recovery_codes', 'person_id');
CALL platform.lock_to_person('platform.sessions', 'person_id');
CALL platform.lock_to_person('platform.attempt_counts', 'person_id');

-- Signing in: the accounts of one address, to count a wrong password at them too; one login; one passkey.
CREATE POLICY sought_address ON platform.people FOR SELECT USING (normalized_email = current_setting('app.sought_address', true)
    OR claimed_email = current_setting('app.sought_address', true));
CREATE POLICY sought_address_counts ON platform.people FOR UPDATE USING (normalized_email = current_setting('app.sought_address', true)
    OR claimed_email = current_setting('app.sought_address', true))
    WITH CHECK (normalized_email = current_setting('app.sought_address', true)
    OR claimed_email = current_setting('app.sought_address', true));
CREATE POLICY sought_login ON platform.person_logins FOR SELECT
    USING (login_provider || ' ' || provider_key = current_setting('app.sought_login', true));
-- A provider that signs somebody out names them, or the sign-in.
CREATE POLICY sought_login ON platform.sessions FOR SELECT USING (current_setting('app.sought_login', true)
    IN (provider || ' ' || provider_subject, provider || ' ' || provider_session));
CREATE POLICY sought_passkey ON platform.person_passkeys FOR SELECT
    USING (credential_id = decode(current_setting('app.sought_passkey', true), 'hex'));
-- Whoever counts at an address does not make an account another's.
REVOKE UPDATE ON platform.people FROM niaga_app;
GRANT UPDATE (display_name, language, user_name, normalized_user_name, email, normalized_email, claimed_email, email_confirmed, password_hash,
    security_stamp, concurrency_stamp, phone_number, phone_number_confirmed, two_factor_enabled, lockout_end, lockout_enabled,
    access_failed_count, authenticator_step, created_at) ON platform.people TO niaga_app;
-- How often mails were asked for over all accounts of one address.
CREATE POLICY sought_address ON platform.attempt_counts FOR SELECT USING (person_id = ANY (ARRAY(SELECT p.id FROM platform.people p
    WHERE p.normalized_email = current_setting('app.sought_address', true)
        OR p.claimed_email = current_setting('app.sought_address', true))));

-- What came through a business's own provider is that business's to end.
CREATE POLICY bound ON platform.sessions FOR SELECT USING (bound_to = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY bound_ends ON platform.sessions FOR UPDATE USING (bound_to = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (bound_to = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY bound ON platform.person_logins FOR SELECT USING (bound_to = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY bound_ends ON platform.person_logins FOR DELETE USING (bound_to = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- The platform's own sweep: what is long over, and nothing younger whatever it asks for.
CREATE POLICY forgotten ON platform.sessions FOR SELECT
    USING (coalesce(ended_at, seen_at + interval '14 days') < nullif(current_setting('app.forget_before', true), '')::timestamptz
        AND coalesce(ended_at, seen_at + interval '14 days') < now() - interval '89 days');
CREATE POLICY forgotten_go ON platform.sessions FOR DELETE
    USING (coalesce(ended_at, seen_at + interval '14 days') < nullif(current_setting('app.forget_before', true), '')::timestamptz
        AND coalesce(ended_at, seen_at + interval '14 days') < now() - interval '89 days');
CREATE POLICY forgotten ON platform.attempt_counts FOR SELECT
    USING (began_at < nullif(current_setting('app.forget_before', true), '')::timestamptz AND began_at < now() - interval '23 hours');
CREATE POLICY forgotten_go ON platform.attempt_counts FOR DELETE
    USING (began_at < nullif(current_setting('app.forget_before', true), '')::timestamptz AND began_at < now() - interval '23 hours');
