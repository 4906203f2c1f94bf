using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Sql;

/// <summary>What must be true of the catalog itself, whatever an attempt finds.</summary>
internal static class CatalogRules
{
    private const string Mine = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)";
    private const string MinePerson = "(person_id = (current_setting('app.person_id'::text))::uuid)";
    private const string Ours = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    /// <summary>Everything that breaks a rule, in words; of one table, or of all and of the database as a whole.</summary>
    public static async Task<List<string>> Broken(NpgsqlConnection admin, Catalog catalog, IsolationDatabase arena, DbTable? only = null)
    {
        var policies = (
            await admin.Rows(
                """
                SELECT polrelid::regclass::text, polcmd::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
                polpermissive::int::text, polroles::text FROM pg_policy
                """
            )
        ).ToLookup(r => r[0]!);
        var state = (
            await admin.Rows(
                """
                SELECT c.oid::regclass::text, (relrowsecurity AND relforcerowsecurity)::int::text,
                    (SELECT string_agg(p, ', ') FROM unnest('{TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) p
                        WHERE has_table_privilege('niaga_app', c.oid, p)), pg_get_userbyid(relowner)
                FROM pg_class c WHERE relkind IN ('r', 'p')
                """
            )
        ).ToDictionary(r => r[0]!);
        var broken = new List<string>();
        foreach (var table in only is null ? catalog.Tables.Values : [only])
        {
            var declared = arena.Declared(table.Name);
            if (declared is null)
                broken.Add($"{table.Name} stands in no manifest");
            if (state[table.Name][2] is { } privileges)
                broken.Add($"{table.Name}: app may {privileges}");
            if (state[table.Name][3] != "niaga_owner")
                broken.Add($"{table.Name} belongs to {state[table.Name][3]}");
            if (declared?.SharedBecause is null && !table.HasTenant)
                broken.Add($"{table.Name} has no tenant_id and is not declared shared");
            if (!table.HasTenant)
                continue;
            if (state[table.Name][1] != "1")
                broken.Add($"{table.Name} lacks forced row-level security");
            // A restrictive one (that of branches) lets through less, never more.
            broken.AddRange(Policies(table, declared?.SharedBecause is not null, [.. policies[table.Name].Where(p => p[4] == "1")]));
            broken.AddRange(Keys(table, declared?.SharedBecause is not null, catalog));
        }
        if (only is null)
            broken.AddRange(await Whole(admin));
        return broken;
    }

    private static IEnumerable<string> Policies(DbTable table, bool shared, List<string?[]> policies)
    {
        if (!shared)
        {
            if (policies is not [[_, "*", Mine, Mine, "1", "{0}"]])
                yield return $"{table.Name} does not carry the one plain policy alone";
            yield break;
        }
        foreach (var policy in policies)
        {
            var right = policy[1] switch
            {
                "r" => policy[2] is Mine or MinePerson || (policy[2] == "true" && AttackRunner.ReadableByAll.Contains(table.Name)),
                "a" => policy[3] == Mine,
                "w" => policy[2] == Mine && policy[3] == Mine,
                "d" => policy[2] == Mine,
                _ => policy[2] == Mine && policy[3] == Mine,
            };
            if (!right)
                yield return $"{table.Name}: policy for {policy[1]} lets more through than the business's own";
        }
    }

    private static IEnumerable<string> Keys(DbTable table, bool shared, Catalog catalog)
    {
        if (!table.Columns.Single(c => c.Name == DbTable.Tenant).NotNull)
            yield return $"{table.Name}.tenant_id may be null";
        foreach (var key in table.ForeignKeys.Where(k => catalog.Tables[k.Parent].HasTenant))
        {
            var at = Array.IndexOf(key.Columns, DbTable.Tenant);
            if (at < 0 || key.ParentColumns[at] != DbTable.Tenant)
                yield return $"{table.Name}: {key.Name} does not carry the tenant";
        }
        if (shared)
            yield break;
        if (table.PrimaryKey is not [DbTable.Tenant, ..])
            yield return $"{table.Name}: the primary key does not begin with the tenant";
        foreach (var unique in table.Uniques.Where(u => u[0] != DbTable.Tenant))
            yield return $"{table.Name}: ({string.Join(", ", unique)}) is unique across tenants, which tells one of the other's rows";
    }

    private static async Task<IEnumerable<string>> Whole(NpgsqlConnection admin)
    {
        var rules = new (string Rule, string Sql)[]
        {
            (
                "is SECURITY DEFINER",
                $"""
                SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.prosecdef AND {Ours}
                """
            ),
            (
                "is a view that looks with its owner's eyes",
                $"""
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'v' AND {Ours} AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
                """
            ),
            (
                "is a materialised view that app may read",
                $"""
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm' AND {Ours} AND has_table_privilege('niaga_app', c.oid, 'SELECT')
                """
            ),
            (
                "is a partition that app may reach past its table",
                """
                SELECT c.oid::regclass::text FROM pg_class c WHERE c.relispartition AND c.relkind IN ('r', 'p')
                AND has_table_privilege('niaga_app', c.oid, 'SELECT,INSERT,UPDATE,DELETE')
                """
            ),
            ("is a foreign table", "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'f'"),
            (
                "is a sequence that app may set",
                $"""
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE {Ours} AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('niaga_app', c.oid, 'UPDATE') END
                """
            ),
            (
                "is a schema in which app may create",
                $"SELECT n.nspname FROM pg_namespace n WHERE {Ours} AND has_schema_privilege('niaga_app', n.oid, 'CREATE')"
            ),
            ("is owned by app", "SELECT c.oid::regclass::text FROM pg_class c WHERE pg_get_userbyid(c.relowner) = 'niaga_app'"),
            (
                "has more power than app should",
                """
                SELECT rolname::text FROM pg_roles
                WHERE rolname = 'niaga_app' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
                """
            ),
            (
                "has app as a member",
                "SELECT r.rolname::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid WHERE m.member = 'niaga_app'::regrole"
            ),
            (
                "is open to app for reading files or running programs",
                """
                SELECT r
                FROM unnest(string_to_array('pg_read_server_files pg_write_server_files pg_execute_server_program '
                    || 'pg_read_all_data pg_write_all_data', ' ')) r
                WHERE pg_has_role('niaga_app', r, 'MEMBER')
                """
            ),
            (
                "is a table that niaga_platform_job may write",
                """
                SELECT c.oid::regclass::text FROM pg_class c
                WHERE c.relkind IN ('r', 'p') AND has_table_privilege('niaga_platform_job', c.oid, 'INSERT,UPDATE,DELETE,TRUNCATE')
                """
            ),
            (
                "is an index of a per-tenant table that does not begin with the tenant, and so is of no use behind its lock",
                """
                SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_policy p ON p.polrelid = i.indrelid AND p.polname = 'tenant'
                WHERE (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[0]) IS DISTINCT FROM 'tenant_id'
                    -- The server checks a foreign key to people or tenants itself, by that column alone and past the lock.
                    AND NOT EXISTS (SELECT FROM pg_constraint f
                        WHERE f.conrelid = i.indrelid AND f.contype = 'f' AND array_to_string(f.conkey, ' ') = i.indkey::text)
                """
            ),
        };
        var broken = new List<string>();
        foreach (var (rule, sql) in rules)
            broken.AddRange((await admin.Rows(sql)).Select(r => $"{r[0]} {rule}"));
        return broken;
    }
}
