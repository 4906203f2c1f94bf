-- A person who changes while they leave: without waiting for the leaving, their new address came back to where they had just left.
CREATE OR REPLACE FUNCTION platform.know_person(business uuid, person uuid) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    before_business text := coalesce(current_setting('app.tenant_id', true), '');
    before_person text := coalesce(current_setting('app.person_id', true), '');
BEGIN
    PERFORM set_config('app.tenant_id', business::text, true), set_config('app.person_id', person::text, true);
    -- Whoever changes the person or ends the membership at this moment is waited for: what stands here must not be older than that.
    PERFORM FROM platform.people WHERE id = person FOR SHARE;
    PERFORM FROM platform.memberships WHERE tenant_id = business AND person_id = person FOR KEY SHARE;
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
