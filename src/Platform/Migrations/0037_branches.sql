-- Who works at some places of the business only; null at all of them. Which places there are is the trades' business (trade.branches).
ALTER TABLE platform.memberships ADD COLUMN branches uuid[]
    CONSTRAINT memberships_branches_none_or_some CHECK (cardinality(branches) > 0 AND array_position(branches, NULL) IS NULL);

-- The second lock, of a table that carries a place: beside the tenant a transaction says whose places it sees, '*' or '{id,…}'. One that
-- says nothing fails. CASE, so that "all" looks at nothing else, and so that the planner takes neither half for the share of rows that pass.
CREATE PROCEDURE platform.limit_to_branches(tbl regclass, col name DEFAULT 'branch_id') LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('CREATE POLICY branch ON %s AS RESTRICTIVE USING (CASE WHEN current_setting(''app.branches'') = ''*'' THEN true'
        || ' ELSE %I = ANY (current_setting(''app.branches'')::uuid[]) END)', tbl, col);
END $$;
REVOKE ALL ON PROCEDURE platform.limit_to_branches(regclass, name) FROM PUBLIC;

-- Of a table whose rows are parts of one that carries a place: seen where that one is. Cheap to the planner, since "all" never calls it.
CREATE PROCEDURE platform.limit_to_parent(tbl regclass, parent regclass, key name) LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    seen text := format('%s_seen', replace(parent::text, '"', ''));
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION %s(tenant uuid, id uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1 SET search_path = '''''
        || ' AS ''BEGIN RETURN EXISTS (SELECT FROM %s WHERE tenant_id = tenant AND %I = id); END''', seen, parent, key);
    EXECUTE format('CREATE POLICY branch ON %s AS RESTRICTIVE FOR SELECT USING (CASE WHEN current_setting(''app.branches'') = ''*'' THEN true'
        || ' ELSE %s(tenant_id, %I) END)', tbl, seen, key);
END $$;
REVOKE ALL ON PROCEDURE platform.limit_to_parent(regclass, regclass, name) FROM PUBLIC;
