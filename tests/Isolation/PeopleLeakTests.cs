using Niaga.Isolation.Sql;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>
/// People lie outside every business and have a lock of their own (docs/decisions/0039): nobody reaches another's rows, no business a hash,
/// and each way in goes on working.
/// </summary>
public sealed class PeopleLeakTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Shared tables that name a person, or look as if they did, and are open: each with why.</summary>
    private static readonly Dictionary<string, string> Open = [];

    private string database = "";

    public async ValueTask InitializeAsync() => database = await TestServer.Clone(arena.Database);

    public async ValueTask DisposeAsync() => await TestServer.Drop(database);

    [Fact]
    public async Task Nobody_reaches_another_persons_rows_and_the_suite_notices_each_lock_that_is_missing()
    {
        await using var attacks = await PeopleAttacks.On(database, arena);
        foreach (var table in PeopleAttacks.Tables)
        {
            (await attacks.Attack(table)).ShouldBeEmpty();
            (await attacks.Broken(table)).ShouldBeEmpty();
        }
        Summary.Say(output, $"People: {attacks.Made} attempts on {PeopleAttacks.Tables.Length} tables, none got through");

        var rules = await Policies(attacks.Admin);
        attacks.Uses().Select(u => (u.Table, u.Policy)).ShouldBe(rules.Keys, ignoreOrder: true);
        var (byAttempt, byUse, byRule, survivors) = (0, 0, 0, new List<string>());
        foreach (var (table, name, act, undo) in PeopleAttacks.Tables.SelectMany(t => Mutants(t, rules)))
        {
            await attacks.Admin.Run(act);
            if ((await attacks.Attack(table, untilFirst: true)).Count > 0)
                byAttempt++;
            else if ((await attacks.Broken(table)).Count > 0)
                byUse++;
            else if (!await IsForced(attacks.Admin, table.Name) || Lopsided(await Policies(attacks.Admin)).Any())
                byRule++;
            else
                survivors.Add($"{table.Name}: {name}");
            await attacks.Admin.Run(undo);
        }
        Summary.Say(
            output,
            $"People: mutants killed: {byAttempt} by an attempt, {byUse} by what no longer worked, {byRule} by the catalog's rules; "
                + $"{survivors.Count} survived"
        );
        survivors.ShouldBeEmpty();
        // The way back was taken.
        (await Policies(attacks.Admin)).ShouldBe(rules, ignoreOrder: true);
        Lopsided(rules).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_business_sees_name_and_address_of_its_members_the_name_of_who_left_and_no_secret()
    {
        await using var attacks = await PeopleAttacks.On(database, arena);
        await using var app = await IsolationDatabase.Connect("niaga_app", database);
        // What it sees, to the column: whoever adds one says why it is no secret.
        (await attacks.Admin.Rows("SELECT attname FROM pg_attribute WHERE attrelid = 'platform.known_people'::regclass AND attnum > 0"))
            .Select(r => r[0])
            .ShouldBe(["tenant_id", "person_id", "display_name", "email", "email_confirmed", "language", "second_factor", "seen_on"]);

        foreach (var (tenant, email) in new[] { (arena.A.Tenant, arena.A.Email), (arena.B.Tenant, (string?)null) })
        {
            await using var transaction = await app.BeginTransactionAsync();
            await app.Run($"SELECT set_config('app.tenant_id', '{tenant}', true)");
            var known = await app.Rows(
                $"""
                SELECT display_name, email, second_factor::text, seen_on::text FROM platform.known_people
                WHERE person_id = '{arena.A.Person}'
                """
            );
            known.Single()[0].ShouldBe("Siti Owner");
            known.Single()[1].ShouldBe(email);
            if (email is null)
                known.Single()[2..].ShouldBe(["false", null]);
            // Their account answers no business, by whatever way.
            await app.Run("SELECT set_config('app.person_id', '00000000-0000-0000-0000-000000000000', true)");
            (await app.Rows("SELECT password_hash, security_stamp FROM platform.people")).ShouldBeEmpty();
            (await app.Rows("SELECT 1 FROM platform.memberships m JOIN platform.people p ON p.id = m.person_id")).ShouldBeEmpty();
        }

        // A new name reaches where they work, and not where they left.
        await using (var transaction = await app.BeginTransactionAsync())
        {
            await app.Run($"SELECT set_config('app.person_id', '{arena.A.Person}', true), set_config('app.tenant_id', '', true)");
            (await app.Run($"UPDATE platform.people SET display_name = 'Siti Baru' WHERE id = '{arena.A.Person}'")).ShouldBe(1);
            // Whom the trigger went through is nobody's business afterwards.
            (await app.One("SELECT current_setting('app.tenant_id')")).ShouldBe("");
            await transaction.CommitAsync();
        }
        (await attacks.Admin.Rows($"SELECT tenant_id::text, display_name FROM platform.known_people WHERE person_id = '{arena.A.Person}'"))
            .Select(r => $"{r[0]} {r[1]}")
            .ShouldBe([$"{arena.A.Tenant} Siti Baru", $"{arena.B.Tenant} Siti Owner"], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_changes_while_they_join_or_leave_is_known_as_they_are_or_no_more()
    {
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        await using var one = await IsolationDatabase.Connect("niaga_app", database);
        await using var other = await IsolationDatabase.Connect("niaga_app", database);
        var (person, tenant) = (arena.A.Person, arena.B.Tenant);
        var join =
            $"INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at) VALUES ('{tenant}', '{person}', 'staff', now())";
        var leave = $"DELETE FROM platform.memberships WHERE tenant_id = '{tenant}' AND person_id = '{person}'";

        // The second waits for the first, and then finds what it left.
        await InTurn(Rename("Nama Satu"), join);
        (await Known()).ShouldBe($"Nama Satu {arena.A.Email}");
        await InTurn(leave, Rename("Nama Dua"));
        (await Known()).ShouldBe("Nama Satu ");
        await InTurn(join, Rename("Nama Tiga"));
        (await Known()).ShouldBe($"Nama Tiga {arena.A.Email}");
        await InTurn(Rename("Nama Empat"), leave);
        (await Known()).ShouldBe("Nama Empat ");

        string Rename(string name) => $"UPDATE platform.people SET display_name = '{name}' WHERE id = '{person}'";

        Task<string?> Known() =>
            admin.One(
                $"""
                SELECT display_name || ' ' || coalesce(email, '') FROM platform.known_people
                WHERE tenant_id = '{tenant}' AND person_id = '{person}'
                """
            );

        async Task InTurn(string first, string second)
        {
            var set = $"SELECT set_config('app.person_id', '{person}', true), set_config('app.tenant_id', '{tenant}', true)";
            await using var begun = await one.BeginTransactionAsync();
            await one.Run(set);
            (await one.Run(first)).ShouldBe(1);
            await using var behind = await other.BeginTransactionAsync();
            await other.Run(set);
            var waiting = other.Run(second);
            await Until.True(
                async () =>
                    await admin.One($"SELECT wait_event_type FROM pg_stat_activity WHERE pid = {other.ProcessID}") == "Lock"
                    || waiting.IsCompleted,
                "the second waits"
            );
            waiting.IsCompleted.ShouldBeFalse();
            await begun.CommitAsync();
            (await waiting).ShouldBe(1);
            await behind.CommitAsync();
        }
    }

    [Fact]
    public async Task Every_shared_table_that_names_a_person_is_locked_or_says_why_not()
    {
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        var catalog = await Catalog.Read(admin);
        var named = catalog
            .Tables.Values.Where(t => arena.Declared(t.Name)?.SharedBecause is not null)
            .Where(t =>
                t.Name == "platform.people"
                || t.ForeignKeys.Any(k => k.Parent == "platform.people")
                || t.Columns.Any(c => c.Name is "person_id" or "user_id" or "email" || c.Name.EndsWith("_by", StringComparison.Ordinal))
            )
            .Select(t => t.Name)
            .ToArray();
        named.Length.ShouldBeGreaterThan(PeopleAttacks.Tables.Length);
        var open = new List<string>();
        foreach (var table in named.Where(t => !Open.ContainsKey(t)))
        {
            var policies = await admin.Rows(
                $"SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = '{table}'::regclass AND polroles = '{{0}}'"
            );
            if (!await IsForced(admin, table) || policies.Count == 0 || policies.Any(p => p[0] == "true"))
                open.Add(table);
        }
        open.ShouldBeEmpty();
        // The attacks above are on all of them but the pairs of ids, which are attacked like tenant tables.
        named.Except(PeopleAttacks.Tables.Select(t => t.Name)).ShouldBe(["platform.businesses_of_person"]);
    }

    private static async Task<bool> IsForced(NpgsqlConnection admin, string table) =>
        await admin.One($"SELECT 1 FROM pg_class WHERE oid = '{table}'::regclass AND relrowsecurity AND relforcerowsecurity") is not null;

    /// <summary>Policies that let be written what they do not show.</summary>
    private static IEnumerable<string> Lopsided(Dictionary<(string Table, string Name), Policy> rules) =>
        rules.Where(r => r.Value.Check is { } check && check != r.Value.Using).Select(r => $"{r.Key.Table}: {r.Key.Name}");

    private sealed record Policy(string Act, string? Using, string? Check);

    /// <summary>Without those a test's own role has.</summary>
    private static async Task<Dictionary<(string Table, string Name), Policy>> Policies(NpgsqlConnection admin) => (
            await admin.Rows(
                """
                SELECT polrelid::regclass::text, polname, CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                    WHEN 'a' THEN 'INSERT' ELSE 'ALL' END, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
                FROM pg_policy WHERE polroles = '{0}'
                """
            )
        ).Where(r => PeopleAttacks.Tables.Any(t => t.Name == r[0])).ToDictionary(r => (r[0]!, r[1]!), r => new Policy(r[2]!, r[3], r[4]));

    /// <summary>Each lock off, each policy gone, wide open to see and to write.</summary>
    private static IEnumerable<(PeopleTable Table, string Name, string Act, string Undo)> Mutants(
        PeopleTable table,
        Dictionary<(string Table, string Name), Policy> rules
    )
    {
        var t = table.Name;
        yield return (table, "lock off", $"ALTER TABLE {t} DISABLE ROW LEVEL SECURITY", $"ALTER TABLE {t} ENABLE ROW LEVEL SECURITY");
        yield return (table, "not forced", $"ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY", $"ALTER TABLE {t} FORCE ROW LEVEL SECURITY");
        yield return (table, "one beside", $"CREATE POLICY beside ON {t} FOR SELECT USING (true)", $"DROP POLICY beside ON {t}");
        foreach (var ((_, name), policy) in rules.Where(r => r.Key.Table == t))
        {
            var check = policy.Check is null ? "" : $" WITH CHECK ({policy.Check})";
            yield return (
                table,
                $"{name} gone",
                $"DROP POLICY {name} ON {t}",
                $"CREATE POLICY {name} ON {t} FOR {policy.Act} USING ({policy.Using}){check}"
            );
            yield return (
                table,
                $"{name} shows all",
                $"ALTER POLICY {name} ON {t} USING (true)",
                $"ALTER POLICY {name} ON {t} USING ({policy.Using})"
            );
            if (policy.Check is not null)
                yield return (
                    table,
                    $"{name} lets all be written",
                    $"ALTER POLICY {name} ON {t} WITH CHECK (true)",
                    $"ALTER POLICY {name} ON {t} WITH CHECK ({policy.Check})"
                );
        }
    }
}
