using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Work;

/// <summary>Background work, with two nodes on one database dispatching all the time.</summary>
public sealed class WorkTests(WorkApp app) : IClassFixture<WorkApp>, IAsyncLifetime
{
    private NiagaApp second = null!;

    public async ValueTask InitializeAsync() => second = await app.AnotherNode();

    public ValueTask DisposeAsync() => second.DisposeAsync();

    [Fact]
    public async Task Work_of_a_rolled_back_transaction_never_runs()
    {
        var shop = await app.SignUp();
        (await Write(shop, new(TestModule.Note, ["undone"], Refuse: true))).Refusal.ShouldNotBeNull();
        await Write(shop, new(TestModule.Note, ["done after"]));
        await Until.True(() => Ran(shop, "done after"), "the later item has run");
        WorkProbe.Done.ShouldNotContain((shop.Tenant.Value, "undone"));
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE payload LIKE '%undone%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Each_item_runs_in_its_own_tenant_once_though_two_nodes_look_for_it()
    {
        var shops = new[] { await app.SignUp(), await app.SignUp() };
        var words = Enumerable.Range(0, 40).Select(i => $"once {i}").ToArray();
        foreach (var shop in shops)
            await Write(shop, new(TestModule.Note, words));
        foreach (var shop in shops)
        {
            await Until.True(
                async () => await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE state = 'done'") == 40,
                "all 40 are done",
                30
            );
            (await shop.Ask<long>("SELECT count(*) FROM trade.number_counters WHERE series LIKE 'once %' AND last = 1")).ShouldBe(40);
            WorkProbe.Done.Count(d => d.Tenant == shop.Tenant.Value && d.Word.StartsWith("once ", StringComparison.Ordinal)).ShouldBe(40);
            (await shop.Ask<string>("SELECT string_agg(DISTINCT payload, '') FROM platform.work_items WHERE state = 'done'")).ShouldBe(
                "",
                "a finished payload is forgotten"
            );
        }
    }

    [Fact]
    public async Task The_same_key_is_written_once()
    {
        var shop = await app.SignUp();
        for (var i = 0; i < 3; i++)
            await Write(shop, new(TestModule.Note, ["keyed"], Key: "invoice 7"));
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE idempotency_key = 'invoice 7'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_takes_its_effect_back_waits_and_is_tried_again()
    {
        var shop = await app.SignUp();
        WorkProbe.FailuresLeft["fragile once"] = 1;
        await Write(shop, new(TestModule.Fragile, ["fragile once"]));
        await Until.True(
            async () =>
                await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE last_error = 'TimeoutException' AND attempts = 1")
                == 1,
            "the first attempt has failed"
        );
        (await shop.Ask<long>("SELECT count(*) FROM trade.number_counters WHERE series = 'fragile once'")).ShouldBe(0);
        (
            await shop.Ask<bool>(
                "SELECT due_at BETWEEN now() + interval '1 second' AND now() + interval '6 seconds' FROM platform.work_items"
            )
        ).ShouldBeTrue();
        await MakeDue(shop);
        await Until.True(
            async () => await shop.Ask<string>("SELECT state FROM platform.work_items") == "done",
            "the second attempt has worked"
        );
        (await shop.Ask<long>("SELECT last FROM trade.number_counters WHERE series = 'fragile once'")).ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_failures_make_a_dead_letter()
    {
        var shop = await app.SignUp();
        WorkProbe.FailuresLeft["fragile always"] = 1000;
        await Write(shop, new(TestModule.Fragile, ["fragile always"]));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await Until.True(
                async () => await shop.Ask<bool>($"SELECT attempts = {attempt} AND last_error IS NOT NULL FROM platform.work_items"),
                $"attempt {attempt} has failed"
            );
            if (attempt < 3)
                await MakeDue(shop, forget: true);
        }
        await Until.True(async () => await shop.Ask<string>("SELECT state FROM platform.work_items") == "dead", "it is a dead letter");
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_queue JOIN platform.work_items USING (tenant_id, item_id)")).ShouldBe(
            0,
            "a dead letter waits for nobody"
        );
    }

    [Fact]
    public async Task Work_that_takes_the_process_down_is_given_up_too()
    {
        var shop = await app.SignUp();
        // Claimed as often as it may be and never finished: what is left after a process that died each time.
        await Insert(shop, TestModule.Fragile, attempts: 3);
        await Until.True(async () => await shop.Ask<string>("SELECT state FROM platform.work_items") == "dead", "it is a dead letter");
        WorkProbe.Done.ShouldNotContain((shop.Tenant.Value, "planted"), "it has had its attempts");
    }

    [Fact]
    public async Task Work_of_an_unknown_kind_and_work_that_cannot_be_done_die_at_once_and_hold_up_nothing()
    {
        var shop = await app.SignUp();
        await Insert(shop, "probe.nobody_knows", attempts: 0);
        await Write(shop, new(TestModule.Hopeless, ["hopeless"]));
        await Write(shop, new(TestModule.Note, ["after the poison"]));
        await Until.True(() => Ran(shop, "after the poison"), "the good item has run");
        await Until.True(
            async () => await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE state = 'dead' AND attempts = 1") == 2,
            "both are dead letters after one attempt"
        );
    }

    [Fact]
    public async Task Two_hundred_items_of_one_business_do_not_delay_the_one_of_another()
    {
        var (busy, quiet) = (await app.SignUp(), await app.SignUp());
        await Write(busy, new(TestModule.Note, [.. Enumerable.Range(0, 200).Select(i => $"many {i}")]));
        await Write(quiet, new(TestModule.Note, ["just one"]));
        await Until.True(() => Ran(quiet, "just one"), "the single item has run", 30);
        var before = WorkProbe.Done.TakeWhile(d => d != (quiet.Tenant.Value, "just one")).Count(d => d.Tenant == busy.Tenant.Value);
        before.ShouldBeLessThan(100, "of the 200 items of the other business");
    }

    [Fact]
    public async Task A_long_job_is_not_begun_twice_when_its_backoff_passes()
    {
        var shop = await app.SignUp();
        await Write(shop, new(TestModule.Slow, ["very long job"]));
        await Until.True(async () => await shop.Ask<int>("SELECT attempts FROM platform.work_items") == 1, "it has begun");
        // Its next try is due while it still runs: the six seconds until then pass for real.
        await Until.True(async () => await shop.Ask<bool>("SELECT due_at < now() FROM platform.work_items"), "its backoff has passed", 12);
        foreach (var node in new[] { app, second })
            (await node.Services.GetRequiredService<WorkRunner>().RunNext(shop.Tenant, CancellationToken.None)).ShouldBeFalse();
        WorkProbe.Gate("very long job").SetResult();
        await Until.True(() => Ran(shop, "very long job"), "it has ended");
        (await shop.Ask<int>("SELECT attempts FROM platform.work_items")).ShouldBe(1);
        WorkProbe.Overlaps.ShouldBeEmpty();
    }

    private static bool Ran(TestBusiness shop, string word) => WorkProbe.Done.Contains((shop.Tenant.Value, word));

    private static async Task<Outcome<Done>> Write(TestBusiness shop, WriteWork.Input input)
    {
        await using var scope = shop.Act();
        return await WriteWork.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), input, CancellationToken.None);
    }

    private async Task MakeDue(TestBusiness shop, bool forget = false) =>
        await As(
            shop,
            $"UPDATE platform.work_items SET due_at = now() {(forget ? ", last_error = NULL" : "")} WHERE tenant_id = '{shop.Tenant}'"
        );

    private async Task Insert(TestBusiness shop, string kind, int attempts) =>
        await As(
            shop,
            $$"""
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, attempts, due_at, created_at)
            VALUES ('{{shop.Tenant}}', gen_random_uuid(), '{{kind}}', 'planted', '{"Text":"planted"}', 'waiting', {{attempts}}, now(),
                now())
            """
        );

    private async Task As(TestBusiness shop, string sql)
    {
        await using var connection = await app.Connect();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                new(sql),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }
}
