using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Accounts;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Work;

public sealed class ScheduleTests(WorkApp app) : IClassFixture<WorkApp>
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 1, 16, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Two_nodes_write_one_tick_once_for_each_business()
    {
        await using var second = await app.AnotherNode();
        var shops = new[] { await app.SignUp(), await app.SignUp() };
        var daily = new Schedule("probe.daily", "30 2 * * *", TestModule.Slow, PerBusiness: true);
        await Task.WhenAll(
            new[] { app, second, app, second }.Select(n =>
                n.Services.GetRequiredService<Scheduler>().Tick(daily, Midnight, Midnight.AddDays(1), CancellationToken.None)
            )
        );
        foreach (var shop in shops)
            (await shop.Ask<long>($"SELECT count(*) FROM platform.work_items WHERE idempotency_key LIKE 'probe.daily %'")).ShouldBe(1);
        // 02:30 in Malaysia is 18:30 the day before in UTC.
        (
            await shops[0].Ask<string>("SELECT idempotency_key FROM platform.work_items WHERE idempotency_key LIKE 'probe.daily %'")
        ).ShouldContain("2026-11-01T18:30");
    }

    [Fact]
    public async Task A_node_that_starts_makes_up_for_the_last_hour_by_itself()
    {
        var minutely = new Manifest
        {
            Key = "probe.schedules",
            Assembly = typeof(ScheduleTests).Assembly,
            Schedules = [new("probe.minutely", "* * * * *", TestModule.Slow, PerBusiness: false)],
        };
        using var loop = ActivatorUtilities.CreateInstance<SchedulerLoop>(app.Services, new ModuleCatalog([minutely]));
        await loop.StartAsync(CancellationToken.None);
        await using var admin = await app.Connect("postgres");
        await using var count = new NpgsqlCommand(
            "SELECT count(*) FROM platform.schedule_ticks WHERE schedule = 'probe.minutely' AND due_at > now() - interval '65 minutes'",
            admin
        );
        await Until.True(async () => (long)(await count.ExecuteScalarAsync())! >= 60, "each minute of the last hour is noted", 60);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Of_the_platform_itself_one_item_for_all()
    {
        var hourly = new Schedule("probe.hourly", "0 * * * *", TestModule.Slow, PerBusiness: false);
        await app.Services.GetRequiredService<Scheduler>().Tick(hourly, Midnight, Midnight.AddHours(3), CancellationToken.None);
        await using var admin = await app.Connect("postgres");
        await using var count = new NpgsqlCommand(
            "SELECT count(*) FROM platform.work_items WHERE idempotency_key LIKE 'probe.hourly %' AND tenant_id = $1",
            admin
        );
        count.Parameters.AddWithValue(TenantId.Platform.Value);
        ((long)(await count.ExecuteScalarAsync())!).ShouldBe(3);
    }

    [Fact]
    public async Task A_node_that_dies_amid_a_tick_leaves_it_to_another()
    {
        var (first, last) = (await app.SignUp(), await app.SignUp());
        var daily = new Schedule("probe.interrupted", "30 2 * * *", TestModule.Slow, PerBusiness: true);
        var scheduler = app.Services.GetRequiredService<Scheduler>();
        // One business's row lock stops the tick half way, as a death would: the item of that business waits for this transaction.
        await using var blocker = await app.Connect();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (
            var block = new NpgsqlCommand(
                $"""
                SELECT set_config('app.tenant_id', '{first.Tenant}', true); SELECT 1 FROM platform.tenants
                WHERE tenant_id = '{first.Tenant}' FOR UPDATE
                """,
                blocker
            )
        )
            await block.ExecuteNonQueryAsync();
        using var dying = new CancellationTokenSource();
        var tick = scheduler.Tick(daily, Midnight, Midnight.AddDays(1), dying.Token);
        await Until.True(
            async () =>
                await last.Ask<long>("SELECT count(*) FROM platform.work_items WHERE idempotency_key LIKE 'probe.interrupted %'") == 1,
            "the other business's item is written"
        );
        await dying.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => tick);
        await transaction.RollbackAsync();
        await scheduler.Tick(daily, Midnight, Midnight.AddDays(1), CancellationToken.None);
        foreach (var shop in new[] { first, last })
            (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE idempotency_key LIKE 'probe.interrupted %'")).ShouldBe(1);
    }
}
