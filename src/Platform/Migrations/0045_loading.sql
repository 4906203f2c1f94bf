-- Rows of a business that come in as they were: from an archive, or back from a backup. What a trigger would work out, or refuse because a
-- document is long done, stands in the rows already. It holds for one transaction, of one business, which nobody works in meanwhile: not of
-- an active one. Constraints, foreign keys and the tenant's lock hold as ever.
CREATE FUNCTION platform.loading() RETURNS boolean LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT coalesce(current_setting('app.loading', true) = current_setting('app.tenant_id', true), false) AND EXISTS (
        SELECT FROM platform.tenants WHERE tenant_id = current_setting('app.tenant_id', true)::uuid AND status <> 'active')
$$;

-- A trigger that is quiet while rows are loaded; said twice, it is said once.
CREATE PROCEDURE platform.quiet_while_loading(tbl regclass, trigger_name text) LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    -- Where nothing is loaded, which is always, one comparison.
    quiet CONSTANT text := '(coalesce(current_setting(''app.loading'', true), '''') = '''' OR NOT platform.loading())';
    made text;
    parts text[];
BEGIN
    SELECT pg_catalog.pg_get_triggerdef(t.oid) INTO STRICT made FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = tbl AND t.tgname = trigger_name AND NOT t.tgisinternal;
    IF made LIKE '%platform.loading()%' THEN
        RETURN;
    END IF;
    parts := regexp_match(made, '^(.*) FOR EACH (ROW|STATEMENT)( WHEN \((.*)\))? EXECUTE FUNCTION (.*)$');
    EXECUTE format('DROP TRIGGER %I ON %s', trigger_name, tbl);
    EXECUTE parts[1] || ' FOR EACH ' || parts[2] || ' WHEN (' || coalesce('(' || parts[4] || ') AND ', '') || quiet || ') EXECUTE FUNCTION '
        || parts[5];
END $$;
REVOKE ALL ON PROCEDURE platform.quiet_while_loading(regclass, text) FROM PUBLIC;

CALL platform.quiet_while_loading('platform.memberships', 'memberships_known');
CALL platform.quiet_while_loading('platform.audit_entries', 'audit_entries_pending');
