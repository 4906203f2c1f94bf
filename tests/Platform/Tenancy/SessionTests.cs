using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

/// <summary>The session to a tenant's data: what it sets, what it leaves behind, what it refuses.</summary>
public sealed class SessionTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Without_a_tenant_the_database_fails_loudly()
    {
        // Outside every pool: nobody has ever set a tenant here.
        await using var connection = new NpgsqlConnection(TestServer.As("niaga_app", app.Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var query = new NpgsqlCommand("SELECT count(*) FROM platform.businesses", connection);
        (await Should.ThrowAsync<PostgresException>(() => query.ExecuteScalarAsync())).SqlState.ShouldBe("42704");
    }

    [Fact]
    public async Task A_session_without_a_business_in_the_address_is_a_bug_and_throws()
    {
        await using var scope = app.Services.CreateAsyncScope();
        Should.Throw<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<PlatformDb>());
    }

    [Fact]
    public async Task A_read_in_one_round_trip_leaves_no_tenant_on_the_pooled_connection()
    {
        var shop = await app.SignUp();
        // A pool of one: the next user gets the very connection that the read used.
        await using var databases = new Databases(TestServer.As("niaga_app", app.Database) + ";Maximum Pool Size=1");
        var opener = new TenantDbOpener<PlatformDb>(app.Services.GetRequiredService<TenantKeys>());
        int backend;
        var db = opener.ForReading(databases.Shared);
        db.Begin(TenantScope.Whole(shop.Tenant));
        (await db.Set<Business>().SingleAsync()).TenantId.ShouldBe(shop.Tenant);
        await db.End();
        await using var next = await databases.Shared.OpenConnectionAsync();
        await using (var who = new NpgsqlCommand("SELECT pg_backend_pid()", next))
            backend = (int)(await who.ExecuteScalarAsync())!;
        backend.ShouldBeGreaterThan(0);
        await using (var left = new NpgsqlCommand("SELECT coalesce(current_setting('app.tenant_id', true), '')", next))
            (await left.ExecuteScalarAsync()).ShouldBe("");
        await using var query = new NpgsqlCommand("SELECT count(*) FROM platform.businesses", next);
        (await Should.ThrowAsync<PostgresException>(() => query.ExecuteScalarAsync())).SqlState.ShouldBeOneOf("42704", "22P02");
    }

    [Fact]
    public async Task A_pooled_context_sees_nobody_between_two_sessions_and_only_its_own_in_the_next()
    {
        var shops = new[] { await app.SignUp(), await app.SignUp() };
        var opener = new TenantDbOpener<PlatformDb>(app.Services.GetRequiredService<TenantKeys>());
        await using var databases = new Databases(TestServer.As("niaga_app", app.Database) + ";Maximum Pool Size=2");
        for (var i = 0; i < 20; i++)
        {
            var (shop, other) = (shops[i % 2], shops[(i + 1) % 2]);
            var db = opener.ForReading(databases.Shared);
            await Should.ThrowAsync<InvalidOperationException>(() => db.Set<Business>().ToListAsync());
            db.Begin(TenantScope.Whole(shop.Tenant));
            Should.Throw<InvalidOperationException>(() => db.Begin(TenantScope.Whole(other.Tenant)));
            (await db.Set<Business>().Select(b => b.TenantId).ToListAsync()).ShouldBe([shop.Tenant]);
            await db.End();
        }
    }

    [Fact]
    public async Task A_transaction_leaves_no_tenant_either_committed_or_rolled_back()
    {
        var shop = await app.SignUp();
        await using var databases = new Databases(TestServer.As("niaga_app", app.Database) + ";Maximum Pool Size=1");
        foreach (var commit in new[] { true, false })
        {
            await using (var scope = shop.Act())
            {
                await using var session = new TenantSession(
                    databases,
                    scope.ServiceProvider.GetRequiredService<TenantCache>(),
                    scope.ServiceProvider.GetRequiredService<Caller>(),
                    scope.ServiceProvider
                );
                await session.Begin(CancellationToken.None);
                (await session.Open<PlatformDb>().Set<Business>().CountAsync()).ShouldBe(1);
                if (commit)
                    await session.Commit(CancellationToken.None);
            }
            await using var next = await databases.Shared.OpenConnectionAsync();
            await using var left = new NpgsqlCommand("SELECT coalesce(current_setting('app.tenant_id', true), '')", next);
            (await left.ExecuteScalarAsync()).ShouldBe("");
        }
    }

    [Fact]
    public async Task A_statement_of_ones_own_sees_its_business_alone_outside_a_transaction_and_inside()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        await using var scope = shop.Act();
        await using var session = Session(scope);
        // What looks like SQL stays a value, and a value that is none is null.
        (await Names("x'; DROP TABLE platform.businesses; --", null)).ShouldBe([
            (shop.Tenant.Value, "x'; DROP TABLE platform.businesses; --"),
        ]);
        await session.Begin(CancellationToken.None);
        (await session.Open<PlatformDb>().Set<Business>().ExecuteUpdateAsync(b => b.SetProperty(x => x.Name, "Renamed"))).ShouldBe(1);
        (await session.Rows($"SELECT name FROM platform.businesses", r => r.GetString(0), CancellationToken.None)).ShouldBe(["Renamed"]);
        (await Names("y", null)).ShouldBe([(shop.Tenant.Value, "y")]);

        Task<List<(Guid Tenant, string Said)>> Names(string said, string? nothing) =>
            session.Rows(
                $"""
                SELECT tenant_id, {said}::text FROM platform.businesses
                WHERE tenant_id IN ({shop.Tenant.Value}, {other.Tenant.Value}) AND {nothing}::text IS NULL
                """,
                r => (r.GetGuid(0), r.GetString(1)),
                CancellationToken.None
            );
    }

    [Fact]
    public async Task A_transaction_that_reads_first_sees_its_business_alone_and_nothing_before_it()
    {
        var (shop, _) = (await app.SignUp(), await app.SignUp());
        await using var scope = shop.Act();
        await using var session = Session(scope);
        await session.BeginWithRead(CancellationToken.None);
        Should.Throw<InvalidOperationException>(() => session.Connection);
        Should.Throw<InvalidOperationException>(() => session.Open<PlatformDb>());
        await Should.ThrowAsync<InvalidOperationException>(() =>
            session.Rows($"SELECT name FROM platform.businesses", r => r.GetString(0), CancellationToken.None)
        );
        for (var i = 0; i < 2; i++)
        {
            await using var rows = await session.Read(
                new() { BatchCommands = { new("SELECT tenant_id FROM platform.businesses") } },
                CancellationToken.None
            );
            (await rows.ReadAsync()).ShouldBeTrue();
            rows.GetGuid(0).ShouldBe(shop.Tenant.Value);
            (await rows.ReadAsync()).ShouldBeFalse();
            (await rows.NextResultAsync()).ShouldBeFalse();
        }
        (await session.Open<PlatformDb>().Set<Business>().CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("SELECT 1", true)]
    [InlineData("SELECT 1 / 0", false)]
    public async Task What_goes_out_with_the_commit_is_all_or_nothing(string second, bool commits)
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        await using var session = Session(scope);
        var before = await shop.Ask<string>("SELECT name FROM platform.businesses");
        await session.Begin(CancellationToken.None);
        await session.Open<PlatformDb>().Set<Business>().ExecuteUpdateAsync(b => b.SetProperty(x => x.Name, "First"));
        session.WriteAtCommit(new("UPDATE platform.businesses SET name = 'Last'"));
        session.WriteAtCommit(new(second));
        if (commits)
            await session.Commit(CancellationToken.None);
        else
            await Should.ThrowAsync<PostgresException>(() => session.Commit(CancellationToken.None));
        session.InTransaction.ShouldBe(!commits);
        (await shop.Ask<string>("SELECT name FROM platform.businesses")).ShouldBe(commits ? "Last" : before);
    }

    private static TenantSession Session(AsyncServiceScope scope) =>
        new(
            scope.ServiceProvider.GetRequiredService<Databases>(),
            scope.ServiceProvider.GetRequiredService<TenantCache>(),
            scope.ServiceProvider.GetRequiredService<Caller>(),
            scope.ServiceProvider
        );

    [Fact]
    public async Task A_write_outside_a_transaction_throws_and_writes_nothing()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        db.Set<EntitlementGrant>().Add(new EntitlementGrant("stolen", DateTimeOffset.UnixEpoch));
        (
            await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync())
        ).InnerException.ShouldBeOfType<InvalidOperationException>();
        // Several rows at once EF sends in a transaction of its own making: a context for reading has no connection to begin one on.
        db.Set<EntitlementGrant>().Add(new EntitlementGrant("stolen too", DateTimeOffset.UnixEpoch));
        await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => db.Set<EntitlementGrant>().ExecuteDeleteAsync());
        await Should.ThrowAsync<InvalidOperationException>(() =>
            db.Set<EntitlementGrant>().ExecuteUpdateAsync(e => e.SetProperty(x => x.Key, "x"))
        );
        Should.Throw<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<TenantSession>().Connection);
        (await shop.Ask<string>("SELECT string_agg(key, ',') FROM platform.entitlements")).ShouldBe("retail");
    }

    [Fact]
    public async Task A_request_belongs_to_one_business()
    {
        var (first, second) = (await app.SignUp(), await app.SignUp());
        await using var scope = first.Act();
        Should.Throw<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<Caller>().Enter(second.Tenant, null, []));
    }
}
