-- A list of a hundred people wrote a hundred rows before anybody was shown. Its entry names them all; the rows are an index over entries, and
-- are made when the entry is sealed. Until then a look is read from the entry itself.
CREATE VIEW platform.fresh_looks WITH (security_invoker = true) AS
SELECT e.tenant_id, e.after::json ->> 'of' AS subject, i::uuid AS subject_id, e.entry_id
FROM platform.audit_pending p
JOIN platform.audit_entries e USING (tenant_id, entry_id)
CROSS JOIN json_array_elements_text(CASE WHEN e.subject = 'platform.disclosure' THEN e.after::json -> 'ids' END) AS i;

-- Who looked at whom: what "who looked at me" reads.
CREATE VIEW platform.looks WITH (security_invoker = true) AS
SELECT tenant_id, subject, subject_id, entry_id FROM platform.disclosed_subjects
UNION ALL
SELECT tenant_id, subject, subject_id, entry_id FROM platform.fresh_looks;

GRANT SELECT ON platform.fresh_looks, platform.looks TO niaga_app;
