-- Every foreign key has an index: without one, deleting or merging what it points to reads the whole table.
CREATE INDEX businesses_logo ON platform.businesses (tenant_id, logo_file_id);
CREATE INDEX memberships_person ON platform.memberships (person_id);
CREATE INDEX sessions_bound_to ON platform.sessions (bound_to);
CREATE INDEX invitations_invited_by ON platform.invitations (invited_by);
CREATE INDEX invitations_accepted_by ON platform.invitations (accepted_by);
CREATE INDEX api_keys_person ON platform.api_keys (tenant_id, person_id);

-- Every function has a fixed search path: what it names cannot be shadowed by whoever calls it.
ALTER FUNCTION platform.membership_opened() SET search_path = '';
ALTER FUNCTION platform.queue_work() SET search_path = '';
ALTER FUNCTION platform.role_must_be_free() SET search_path = '';
ALTER PROCEDURE platform.isolate(regclass, text[]) SET search_path = '';
ALTER FUNCTION platform.tenant_lifecycle() SET search_path = '';
ALTER FUNCTION platform.list_membership() SET search_path = '';
ALTER FUNCTION platform.await_seal() SET search_path = '';
ALTER FUNCTION platform.announce_access() SET search_path = '';
ALTER FUNCTION platform.announce_person() SET search_path = '';
ALTER FUNCTION platform.list_domain() SET search_path = '';
ALTER FUNCTION platform.keep_an_owner() SET search_path = '';
ALTER FUNCTION platform.role_must_exist() SET search_path = '';
