using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

public sealed class GatheredReadsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Reads_of_two_businesses_share_a_round_trip_and_no_rows()
    {
        var (a, b) = (await app.SignUp(), await app.SignUp());
        await using var ofA = a.Act();
        await using var ofB = b.Act();
        var rounds = 0;

        var found = await InOne(() => Task.WhenAll(Names(ofA), Names(ofB), Names(ofA), Names(ofB)), () => rounds++);

        found.ShouldBe([$"Kedai {a.Slug}", $"Kedai {b.Slug}", $"Kedai {a.Slug}", $"Kedai {b.Slug}"]);
        rounds.ShouldBe(1);
    }

    [Fact]
    public async Task A_query_that_fails_is_told_to_who_asked_and_to_who_waits_behind_it()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        var asked = Array.Empty<Task<string>>();

        await Should.ThrowAsync<PostgresException>(() =>
            InOne(() => Task.WhenAll(asked = [Names(scope), Broken(scope), Names(scope)]), () => { })
        );

        (await asked[0]).ShouldBe($"Kedai {shop.Slug}");
        asked[2].IsFaulted.ShouldBeTrue();
        (await InOne(() => Names(scope), () => { })).ShouldBe($"Kedai {shop.Slug}");
    }

    [Fact]
    public async Task Who_stops_reading_early_or_waits_in_between_holds_nobody_up()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();

        var found = await InOne(() => Task.WhenAll(First(scope), Names(scope)), () => { });

        found.ShouldBe(["0", $"Kedai {shop.Slug}"]);
    }

    [Fact]
    public async Task What_is_planned_once_changes_no_other_read_and_sees_its_own_business()
    {
        var (a, b) = (await app.SignUp(), await app.SignUp());
        await using var ofA = a.Act();
        await using var ofB = b.Act();
        var rounds = 0;

        var found = await InOne(
            () => Task.WhenAll(Plan(ofA, true), Plan(ofB, false), Plan(ofB, true), Plan(ofA, false), Plan(ofA, true)),
            () => rounds++
        );

        found.ShouldBe([
            $"force_generic_plan {a.Tenant}",
            $"auto {b.Tenant}",
            $"force_generic_plan {b.Tenant}",
            $"auto {a.Tenant}",
            $"force_generic_plan {a.Tenant}",
        ]);
        rounds.ShouldBe(1);
        (await Plan(ofA, true)).ShouldBe($"force_generic_plan {a.Tenant}");
        (await Plan(ofA, false)).ShouldBe($"auto {a.Tenant}");
    }

    private static async Task<string> Plan(AsyncServiceScope scope, bool one) =>
        (
            await scope
                .ServiceProvider.GetRequiredService<TenantSession>()
                .Rows(
                    $"SELECT current_setting('plan_cache_mode') || ' ' || current_setting('app.tenant_id')",
                    row => row.GetString(0),
                    CancellationToken.None,
                    onePlan: one
                )
        ).Single();

    private static async Task<string> First(AsyncServiceScope scope)
    {
        var db = scope.ServiceProvider.GetRequiredService<TenantSession>().Open<PlatformDb>();
        await foreach (var n in db.Database.SqlQuery<int>($"SELECT n AS \"Value\" FROM generate_series(0, 10000) n").AsAsyncEnumerable())
        {
            await Task.Yield();
            return n.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return "";
    }

    private static Task<string> Names(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<TenantSession>().Open<PlatformDb>().Set<Business>().Select(b => b.Name).SingleAsync();

    private static Task<string> Broken(AsyncServiceScope scope) =>
        scope
            .ServiceProvider.GetRequiredService<TenantSession>()
            .Open<PlatformDb>()
            .Database.SqlQuery<string>($"SELECT (1 / 0)::text AS \"Value\"")
            .SingleAsync();

    /// <summary>Runs it as a page runs, and says each time reads go out.</summary>
    private static Task<T> InOne<T>(Func<Task<T>> read, Action sent)
    {
        var before = SynchronizationContext.Current;
        var order = new Counting(sent);
        SynchronizationContext.SetSynchronizationContext(order);
        try
        {
            var reading = read();
            order.Send();
            return reading;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Counting(Action sent) : GatheredReads
    {
        public void Send()
        {
            while (SendReads())
                sent();
        }

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => d(state));
    }
}
