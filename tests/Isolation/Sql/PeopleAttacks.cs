using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Sql;

/// <summary>A table of what belongs to people.</summary>
/// <param name="Name">With its schema.</param>
/// <param name="Person">The column that names the person.</param>
/// <param name="Touch">What an update sets without reading a row; null where nothing may be updated.</param>
/// <param name="Insert">Columns and values of a row of one more, <c>{0}</c> for the person.</param>
internal sealed record PeopleTable(string Name, string Person, string? Touch, string Insert);

/// <summary>What somebody has set: pairs of a setting and its value; nothing at all where there are none.</summary>
internal sealed record Sight(string Name, params (string Setting, string Value)[] Set);

/// <summary>What a policy is there for: it must go on working, or nobody signs in.</summary>
internal sealed record Use(string Table, string Policy, Sight Sight, string Sql);

/// <summary>
/// Attacks what belongs to people as the <c>app</c> role: without any setting, as another person, as businesses, with the look-ups of
/// another. The victim is the owner of one business, who also worked in the attacker's and left.
/// </summary>
internal sealed class PeopleAttacks : IAsyncDisposable
{
    public static readonly PeopleTable[] Tables =
    [
        new(
            "platform.people",
            "id",
            "access_failed_count = 0",
            "(id, display_name, email, claimed_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, "
                + "access_failed_count, created_at) "
                + "VALUES (gen_random_uuid(), 'x', 'x@x.my', 'X@X.MY', false, false, false, true, 0, now())"
        ),
        new("platform.person_claims", "user_id", "claim_value = 'x'", "(user_id, claim_type, claim_value) VALUES ({0}, 'x', 'x')"),
        new(
            "platform.person_logins",
            "user_id",
            "provider_display_name = 'x'",
            "(login_provider, provider_key, user_id) VALUES ('x', gen_random_uuid()::text, {0})"
        ),
        new("platform.person_tokens", "user_id", "value = 'x'", "(user_id, login_provider, name, value) VALUES ({0}, 'x', 'x', 'x')"),
        new(
            "platform.person_passkeys",
            "user_id",
            "data = '{}'",
            "(credential_id, user_id, data) VALUES (sha256(gen_random_uuid()::text::bytea), {0}, '{}')"
        ),
        new(
            "platform.recovery_codes",
            "person_id",
            "used_at = now()",
            "(person_id, code_hash, made_at) VALUES ({0}, sha256(gen_random_uuid()::text::bytea), now())"
        ),
        new(
            "platform.sessions",
            "person_id",
            "seen_at = now()",
            "(session_id, person_id, started_at, seen_at, method, kept) VALUES (gen_random_uuid(), {0}, now(), now(), 'password', true)"
        ),
        new(
            "platform.attempt_counts",
            "person_id",
            "locked = 0",
            "(person_id, kind, network_address, began_at, attempts) VALUES ({0}, 'reset', 'x', now(), 1)"
        ),
    ];

    private const string Nobody = "00000000-0000-0000-0000-000000000000";

    private readonly Party victim;
    private readonly Party attacker;
    private readonly NpgsqlConnection app;
    private readonly NpgsqlConnection fresh;

    private PeopleAttacks(Party victim, Party attacker, NpgsqlConnection admin, NpgsqlConnection app, NpgsqlConnection fresh) =>
        (this.victim, this.attacker, Admin, this.app, this.fresh) = (victim, attacker, admin, app, fresh);

    public NpgsqlConnection Admin { get; }

    /// <summary>How many statements were tried.</summary>
    public int Made { get; private set; }

    public static async Task<PeopleAttacks> On(string database, IsolationDatabase arena)
    {
        var admin = await IsolationDatabase.Connect("postgres", database);
        foreach (var party in new[] { arena.A, arena.B })
        {
            await admin.Run($"SELECT set_config('app.tenant_id', '{party.Tenant}', false)");
            foreach (var table in Tables[1..])
                await admin.Run($"INSERT INTO {table.Name} {table.Insert.Replace("{0}", $"'{party.Person}'", StringComparison.Ordinal)}");
            await admin.Run(
                $"""
                INSERT INTO platform.person_logins (login_provider, provider_key, user_id, bound_to)
                VALUES ('google', 'sub {party.Slug}', '{party.Person}', NULL),
                    ('sso:x{party.Slug}', 'bound {party.Slug}', '{party.Person}', '{party.Tenant}');
                INSERT INTO platform.sessions (session_id, person_id, started_at, seen_at, method, kept, bound_to, provider,
                    provider_subject, provider_session)
                VALUES (gen_random_uuid(), '{party.Person}', now(), now(), 'sso', true, '{party.Tenant}', 'sso:x{party.Slug}',
                    'bound', 'sid');
                """
            );
        }
        // Made-up rows are of one day long ago, which the sweep may take; these are young.
        await admin.Run("DELETE FROM platform.attempt_counts WHERE network_address <> 'x'; UPDATE platform.sessions SET seen_at = now()");
        // Worked in the attacker's business once.
        await admin.Run(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{arena.B.Tenant}', '{arena.A.Person}', 'staff', now());
            DELETE FROM platform.memberships WHERE tenant_id = '{arena.B.Tenant}' AND person_id = '{arena.A.Person}';
            """
        );
        return new(
            arena.A,
            arena.B,
            admin,
            await IsolationDatabase.Connect("niaga_app", database),
            await IsolationDatabase.Connect("niaga_app", database)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await fresh.DisposeAsync();
        await Admin.DisposeAsync();
    }

    /// <summary>Who must not reach anything of the victim.</summary>
    private Sight[] Strangers() =>
        [
            new("nothing set"),
            new("all empty", [.. Settings.Select(s => (s, ""))]),
            new("nonsense", [.. Settings.Select(s => (s, "' OR true --"))]),
            new(
                "another person with all their own look-ups",
                ("app.person_id", $"{attacker.Person}"),
                ("app.tenant_id", $"{attacker.Tenant}"),
                ("app.sought_address", attacker.Email.ToUpperInvariant()),
                ("app.sought_login", $"google sub {attacker.Slug}"),
                ("app.sought_passkey", "00")
            ),
            new("a business they left", ("app.person_id", Nobody), ("app.tenant_id", $"{attacker.Tenant}")),
            new("the sweep", ("app.person_id", Nobody), ("app.forget_before", "2999-01-01")),
        ];

    private static readonly string[] Settings =
    [
        "app.person_id",
        "app.tenant_id",
        "app.sought_address",
        "app.sought_login",
        "app.sought_passkey",
        "app.forget_before",
    ];

    /// <summary>Look-ups and the victim's own business: what they open is theirs alone, and no more than it is for.</summary>
    private (Sight Sight, string Opens)[] Keyholes() =>
        [
            (new("their own business", ("app.person_id", Nobody), ("app.tenant_id", $"{victim.Tenant}")), "bound"),
            (
                new("their address", ("app.person_id", Nobody), ("app.sought_address", victim.Email.ToUpperInvariant())),
                "platform.people platform.attempt_counts"
            ),
            (new("their login", ("app.person_id", Nobody), ("app.sought_login", $"google sub {victim.Slug}")), "platform.person_logins"),
            (new("their passkey", ("app.person_id", Nobody), ("app.sought_passkey", "??")), "platform.person_passkeys"),
        ];

    /// <summary>Everything tried on one table.</summary>
    /// <returns>What got through, in words; empty when the lock holds.</returns>
    public async Task<List<string>> Attack(PeopleTable table, bool untilFirst = false)
    {
        var through = new List<string>();
        foreach (var sight in Strangers())
        {
            foreach (var sql in Statements(table))
            {
                if (await Reaches(sight, sql, table) is { } wrong)
                    through.Add($"{sight.Name}: {sql}: {wrong}");
                if (untilFirst && through.Count > 0)
                    return through;
            }
        }
        foreach (var (sight, opens) in Keyholes().Where(k => !k.Opens.Split(' ').Contains(table.Name)))
        {
            var other =
                opens == "bound" && table.Name is "platform.sessions" or "platform.person_logins"
                    ? $"SELECT 1 FROM {table.Name} WHERE {table.Person} = '{victim.Person}' AND bound_to IS NULL"
                    : $"SELECT 1 FROM {table.Name} WHERE {table.Person} = '{victim.Person}'";
            if (await Reaches(sight, other, table) is { } wrong)
                through.Add($"{sight.Name}: {other}: {wrong}");
        }
        return through;
    }

    private IEnumerable<string> Statements(PeopleTable table)
    {
        var theirs = $"WHERE {table.Person} = '{victim.Person}'";
        yield return $"SELECT 1 FROM {table.Name} {theirs}";
        yield return $"SELECT 1 FROM {table.Name} {theirs} FOR UPDATE";
        yield return $"SELECT 1 FROM platform.known_people k JOIN {table.Name} t ON t.{table.Person} = k.person_id "
            + $"WHERE k.person_id = '{victim.Person}'";
        yield return $"SELECT 1 FROM {table.Name} WHERE {table.Person} IN (SELECT person_id FROM platform.businesses_of_person "
            + $"WHERE person_id = '{victim.Person}')";
        yield return $"UPDATE {table.Name} SET {table.Touch} {theirs}";
        yield return $"UPDATE {table.Name} SET {table.Person} = '{attacker.Person}' {theirs}";
        yield return $"UPDATE {table.Name} SET {table.Person} = '{victim.Person}' WHERE {table.Person} = '{attacker.Person}'";
        yield return $"DELETE FROM {table.Name} {theirs}";
        yield return $"INSERT INTO {table.Name} {table.Insert.Replace("{0}", $"'{victim.Person}'", StringComparison.Ordinal)}";
        // Without a condition no row need be seen to be written: as many as are the attacker's own, and no more.
        yield return $"UPDATE {table.Name} SET {table.Touch}";
        yield return $"DELETE FROM {table.Name}";
    }

    /// <summary>Null when the lock holds.</summary>
    private async Task<string?> Reaches(Sight sight, string sql, PeopleTable table)
    {
        Made++;
        var blind = !sql.Contains("WHERE", StringComparison.Ordinal) && !sql.StartsWith("INSERT", StringComparison.Ordinal);
        var connection = sight.Set.Length == 0 ? fresh : app;
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await Set(connection, sight);
            var own = blind ? (await connection.Rows($"SELECT 1 FROM {table.Name}")).Count : 0;
            var reached = sql.StartsWith("SELECT", StringComparison.Ordinal)
                ? (await connection.Rows(sql)).Count
                : await connection.Run(sql);
            return reached > own ? $"{reached} rows, where {own} are their own" : null;
        }
        catch (PostgresException e)
        {
            // Refused by the lock, by a missing privilege, by a setting that is not there or no id.
            return e.SqlState is "42501" or "42704" or "22P02" or "22023" or "22007" ? null : $"{e.SqlState} {e.MessageText}";
        }
    }

    /// <summary>What each policy is for. The victim themselves, who signs in to their own.</summary>
    public Use[] Uses()
    {
        var own = new Sight("themselves", ("app.person_id", $"{victim.Person}"));
        var address = new Sight("address", ("app.person_id", Nobody), ("app.sought_address", victim.Email.ToUpperInvariant()));
        var business = new Sight("business", ("app.person_id", Nobody), ("app.tenant_id", $"{victim.Tenant}"));
        var sweep = new Sight("sweep", ("app.person_id", Nobody), ("app.forget_before", "2999-01-01"));
        var login = new Sight("login", ("app.person_id", Nobody), ("app.sought_login", $"google sub {victim.Slug}"));
        var there = new Sight("sign-out there", ("app.person_id", Nobody), ("app.sought_login", $"sso:x{victim.Slug} sid"));
        var key = new Sight("passkey", ("app.person_id", Nobody), ("app.sought_passkey", "??"));
        return
        [
            .. Tables.Select(t => new Use(
                t.Name,
                "own_person",
                own,
                $"UPDATE {t.Name} SET {t.Touch} WHERE {t.Person} = '{victim.Person}'"
            )),
            new("platform.people", "sought_address", address, "SELECT 1 FROM platform.people"),
            new("platform.people", "sought_address_counts", address, "UPDATE platform.people SET access_failed_count = 1"),
            new("platform.attempt_counts", "sought_address", address, "SELECT 1 FROM platform.attempt_counts"),
            new("platform.person_logins", "sought_login", login, "SELECT 1 FROM platform.person_logins"),
            new("platform.sessions", "sought_login", there, "SELECT 1 FROM platform.sessions"),
            new("platform.person_passkeys", "sought_passkey", key, "SELECT 1 FROM platform.person_passkeys"),
            new("platform.sessions", "bound", business, "SELECT 1 FROM platform.sessions WHERE bound_to IS NOT NULL"),
            new("platform.sessions", "bound_ends", business, "UPDATE platform.sessions SET ended_at = now(), ended_because = 'x'"),
            new("platform.person_logins", "bound", business, "SELECT 1 FROM platform.person_logins WHERE bound_to IS NOT NULL"),
            new("platform.person_logins", "bound_ends", business, "DELETE FROM platform.person_logins"),
            new("platform.sessions", "forgotten", sweep, "SELECT 1 FROM platform.sessions"),
            new("platform.sessions", "forgotten_go", sweep, "DELETE FROM platform.sessions"),
            new("platform.attempt_counts", "forgotten", sweep, "SELECT 1 FROM platform.attempt_counts"),
            new("platform.attempt_counts", "forgotten_go", sweep, "DELETE FROM platform.attempt_counts"),
        ];
    }

    /// <summary>Uses that no longer work, in words.</summary>
    public async Task<List<string>> Broken(PeopleTable table)
    {
        var broken = new List<string>();
        foreach (var use in Uses().Where(u => u.Table == table.Name))
        {
            await using var transaction = await app.BeginTransactionAsync();
            try
            {
                // Long over, for the sweep: made by the victim, taken back with the rest.
                await Set(app, new("themselves", ("app.person_id", $"{victim.Person}")));
                if (use.Sight.Name == "sweep")
                    await app.Run(
                        $"""
                        INSERT INTO platform.sessions (session_id, person_id, started_at, seen_at, method, kept)
                        VALUES (gen_random_uuid(), '{victim.Person}', '2020-01-01', '2020-01-01', 'password', true);
                        INSERT INTO platform.attempt_counts (person_id, kind, network_address, began_at, attempts)
                        VALUES ('{victim.Person}', 'reset', 'old', '2020-01-01', 1)
                        """
                    );
                await Set(app, use.Sight);
                var rows = use.Sql.StartsWith("SELECT", StringComparison.Ordinal)
                    ? (await app.Rows(use.Sql)).Count
                    : await app.Run(use.Sql);
                if (rows == 0)
                    broken.Add($"{use.Table}: {use.Policy} opens nothing");
            }
            catch (PostgresException e) when (e.SqlState is "42501" or "42704" or "22P02")
            {
                broken.Add($"{use.Table}: {use.Policy}: {e.MessageText}");
            }
        }
        return broken;
    }

    private async Task Set(NpgsqlConnection connection, Sight sight)
    {
        foreach (var (setting, value) in sight.Set)
        {
            var said = value;
            if (value == "??")
                said = await Admin.One(
                    $"SELECT encode(credential_id, 'hex') FROM platform.person_passkeys WHERE user_id = '{victim.Person}' LIMIT 1"
                );
            await connection.Run($"SELECT set_config('{setting}', {Database.Literal(said)}, true)");
        }
        // The person the suite set up the rows as stays behind.
        if (sight.Set.Length > 0)
            foreach (var other in Settings.Except(sight.Set.Select(s => s.Setting)))
                await connection.Run($"SELECT set_config('{other}', '', true)");
    }
}
