using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Sql;

/// <summary>One weakening of a table's lock, and the way back.</summary>
internal sealed record Mutant(DbTable Table, string Name, string Do, string Undo);

/// <summary>Every way to weaken the lock of a table that could matter: generated from its policies and keys.</summary>
internal static class Mutants
{
    public static async Task<List<Mutant>> Of(NpgsqlConnection admin, Catalog catalog)
    {
        var policies = (
            await admin.Rows(
                """
                SELECT polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
                polcmd::text FROM pg_policy WHERE polpermissive
                """
            )
        ).ToLookup(r => r[0]!);
        var keys = (
            await admin.Rows("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'")
        ).ToDictionary(r => (r[0]!, r[1]!), r => r[2]!);
        var mutants = new List<Mutant>();
        foreach (var table in catalog.WithTenant)
        {
            var t = table.Name;
            mutants.Add(
                new(
                    table,
                    "row-level security off",
                    $"ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
                    $"ALTER TABLE {t} ENABLE ROW LEVEL SECURITY"
                )
            );
            mutants.Add(
                new(
                    table,
                    "not forced on the owner",
                    $"ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY",
                    $"ALTER TABLE {t} FORCE ROW LEVEL SECURITY"
                )
            );
            mutants.Add(new(table, "truncate granted", $"GRANT TRUNCATE ON {t} TO niaga_app", $"REVOKE TRUNCATE ON {t} FROM niaga_app"));
            if (!AttackRunner.ReadableByAll.Contains(t))
                mutants.Add(
                    new(
                        table,
                        "another policy beside",
                        $"CREATE POLICY beside ON {t} FOR SELECT USING (true)",
                        $"DROP POLICY beside ON {t}"
                    )
                );
            foreach (var policy in policies[t])
            {
                if (policy[2] is { } qual and not "true")
                    mutants.Add(
                        new(
                            table,
                            $"policy {policy[1]} shows all",
                            $"ALTER POLICY {policy[1]} ON {t} USING (true)",
                            $"ALTER POLICY {policy[1]} ON {t} USING ({qual})"
                        )
                    );
                if (policy[3] is { } check)
                    mutants.Add(
                        new(
                            table,
                            $"policy {policy[1]} lets all be written",
                            $"ALTER POLICY {policy[1]} ON {t} WITH CHECK (true)",
                            $"ALTER POLICY {policy[1]} ON {t} WITH CHECK ({check})"
                        )
                    );
                if (policy[2] == Plain)
                    mutants.Add(
                        new(
                            table,
                            $"policy {policy[1]} forgives an unset tenant",
                            $"ALTER POLICY {policy[1]} ON {t} USING ({Forgiving})",
                            $"ALTER POLICY {policy[1]} ON {t} USING ({Plain})"
                        )
                    );
            }
            foreach (var key in table.ForeignKeys.Where(k => k.Columns.Length > 1 && k.Columns.Contains(DbTable.Tenant)))
            {
                var (child, parent) = (Without(key.Columns), Without(key.ParentColumns));
                mutants.Add(
                    new(
                        table,
                        $"foreign key {key.Name} without the tenant",
                        $"""
                        ALTER TABLE {key.Parent} ADD CONSTRAINT mutant UNIQUE ({parent});
                        ALTER TABLE {t} DROP CONSTRAINT {key.Name};
                        ALTER TABLE {t} ADD CONSTRAINT {key.Name} FOREIGN KEY ({child}) REFERENCES {key.Parent} ({parent})
                        """,
                        $"""
                        ALTER TABLE {t} DROP CONSTRAINT {key.Name};
                        ALTER TABLE {key.Parent} DROP CONSTRAINT mutant;
                        ALTER TABLE {t} ADD CONSTRAINT {key.Name} {keys[(t,
                        key.Name)]}
                        """
                    )
                );
            }
        }
        return mutants;
    }

    private const string Plain = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)";
    private const string Forgiving = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";

    private static string Without(string[] columns) => string.Join(", ", columns.Where(c => c != DbTable.Tenant));
}
