using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Keys;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Access.Matrix;

/// <summary>A person of one role, with the request headers of every situation.</summary>
internal sealed class RoleActor
{
    public required string Role { get; init; }

    public required IReadOnlySet<string> Held { get; init; }

    /// <summary>Headers by situation, and the slug whose address is asked (empty: the platform's own).</summary>
    public Dictionary<Situation, (string Slug, Dictionary<string, string> Headers)> Requests { get; } = [];

    public required (string Cookie, string Token) Forgery { get; init; }
}

/// <summary>
/// One actor for every role, in five businesses: their own, one suspended, one that asks a second factor, one that asks freshness, and
/// a stranger's.
/// </summary>
internal sealed class ActorFactory(NiagaApp app)
{
    /// <summary>All that a narrow key may do.</summary>
    public static readonly IReadOnlySet<string> Narrow = new HashSet<string>([PlatformPermissions.WorkspaceOpen]);

    private static readonly string[] OfACustomRole = ["platform.settings.view", "retail.products.view"];

    private TestBusiness own = null!;
    private TestBusiness suspended = null!;
    private TestBusiness strict = null!;
    private TestBusiness fresh = null!;
    private TestBusiness other = null!;

    public IReadOnlySet<string> Entitled { get; } = new HashSet<string>(["retail"]);

    public async Task<List<RoleActor>> CreateAll()
    {
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        (own, suspended, strict, fresh, other) = (
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp()
        );
        var custom = Guid.CreateVersion7();
        TestBusiness[] mine = [own, suspended, strict, fresh];
        foreach (var business in mine)
            await In(
                business,
                """
                INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
                VALUES ($1, $2, 'Petugas', $3, now(), now())
                """,
                custom,
                OfACustomRole
            );
        var roles = modules
            .Roles.Where(r => r.Entitlement is null || Entitled.Contains(r.Entitlement))
            .Select(r => (r.Key, Held: modules.PermissionsOf(r.Key)))
            .Append(("custom." + custom, modules.WithImplied([.. OfACustomRole, PlatformPermissions.WorkspaceOpen])))
            .ToArray();
        await In(
            strict,
            "INSERT INTO platform.access_policies (tenant_id, second_factor_roles, updated_at) VALUES ($1, $2, now())",
            (object)roles.Select(r => r.Item1).ToArray()
        );
        await In(fresh, "INSERT INTO platform.access_policies (tenant_id, idle_minutes, updated_at) VALUES ($1, 15, now())");
        var actors = new List<RoleActor>();
        foreach (var (role, held) in roles)
            actors.Add(await Create(role, held));
        await In(suspended, "UPDATE platform.tenants SET status = 'suspended' WHERE tenant_id = $1");
        return actors;
    }

    private async Task<RoleActor> Create(string role, IReadOnlySet<string> held)
    {
        var person = await Person(role);
        foreach (var business in new[] { own, suspended, strict, fresh })
            await Join(business, person, role, "active");
        var now = TimeProvider.System.GetUtcNow();
        var actor = new RoleActor
        {
            Role = role,
            Held = held,
            Forgery = SignedIn.Forgery(app, person),
        };
        void Come(Situation situation, string slug, string name, string value) =>
            actor.Requests[situation] = (slug, new() { [name] = value });

        var proven = (await SignedIn.As(app, person, now, now)).Cookie;
        Come(Situation.Own, own.Slug, "Cookie", proven);
        Come(Situation.OtherTenant, other.Slug, "Cookie", proven);
        Come(Situation.NoTenant, "", "Cookie", proven);
        Come(Situation.SuspendedTenant, suspended.Slug, "Cookie", proven);
        Come(Situation.NoForgeryToken, own.Slug, "Cookie", proven);
        Come(Situation.OwnStale, own.Slug, "Cookie", (await SignedIn.As(app, person, now.AddHours(-1), now.AddHours(-1))).Cookie);
        Come(Situation.MissingSecondFactor, strict.Slug, "Cookie", (await SignedIn.As(app, person, now)).Cookie);
        Come(Situation.BoundElsewhere, own.Slug, "Cookie", (await SignedIn.As(app, person, now, now, other.Tenant)).Cookie);
        var idle = await SignedIn.As(app, person, now, now);
        await Plain("UPDATE platform.sessions SET seen_at = now() - interval '1 hour' WHERE session_id = $1", idle.Session);
        Come(Situation.IdleSession, fresh.Slug, "Cookie", idle.Cookie);
        var ended = await SignedIn.As(app, person, now, now);
        await Plain("UPDATE platform.sessions SET ended_at = now(), ended_because = 'test' WHERE session_id = $1", ended.Session);
        Come(Situation.EndedSession, own.Slug, "Cookie", ended.Cookie);

        var away = await Person(role);
        await Join(own, away, role, "suspended");
        Come(Situation.SuspendedMember, own.Slug, "Cookie", (await SignedIn.As(app, away, now, now)).Cookie);

        var key = await Key(own, person, held, "now() + interval '1 day'", "NULL");
        Come(Situation.Key, own.Slug, "Authorization", key);
        Come(Situation.NarrowKey, own.Slug, "Authorization", await Key(own, person, Narrow, "now() + interval '1 day'", "NULL"));
        Come(Situation.OtherTenantKey, other.Slug, "Authorization", key);
        Come(
            Situation.SuspendedTenantKey,
            suspended.Slug,
            "Authorization",
            await Key(suspended, person, held, "now() + interval '1 day'", "NULL")
        );
        Come(Situation.ExpiredKey, own.Slug, "Authorization", await Key(own, person, held, "now() - interval '1 second'", "NULL"));
        Come(Situation.RevokedKey, own.Slug, "Authorization", await Key(own, person, held, "now() + interval '1 day'", "now()"));
        return actor;
    }

    private async Task<PersonId> Person(string role)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var person = new Person("Pemain " + role, $"{Guid.NewGuid():N}@pemain.my", "en", TimeProvider.System.GetUtcNow());
        await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person);
        return person.PersonId;
    }

    private Task Join(TestBusiness business, PersonId person, string role, string status) =>
        In(
            business,
            "INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at, status) VALUES ($1, $2, $3, now(), $4)",
            person.Value,
            role,
            status
        );

    private async Task<string> Key(TestBusiness business, PersonId person, IEnumerable<string> scope, string expires, string revoked)
    {
        var key = KeySecret.New(business.Tenant);
        await In(
            business,
            $"""
            INSERT INTO platform.api_keys (tenant_id, key_id, person_id, name, scope, secret_hash, hint, created_at, expires_at,
            revoked_at) VALUES ($1, $2, $3, 'matrix', $4, $5, '', now() - interval '1 day', {expires}, {revoked})
            """,
            Guid.CreateVersion7(),
            person.Value,
            scope.ToArray(),
            key.Hash()
        );
        return "Bearer " + key.Text;
    }

    /// <summary>As <c>app</c>, behind one business's lock; $1 is the business.</summary>
    private async Task In(TestBusiness business, string sql, params object[] values)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = business.Tenant.ToString() } } },
                new(sql),
            },
        };
        batch.BatchCommands[1].Parameters.Add(new() { Value = business.Tenant.Value });
        foreach (var value in values)
            batch.BatchCommands[1].Parameters.Add(new() { Value = value });
        await batch.ExecuteNonQueryAsync();
    }

    private async Task Plain(string sql, Guid id)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(id);
        await command.ExecuteNonQueryAsync();
    }
}
