using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Niaga.Platform.Keeping;
using Niaga.Platform.Tests.Deployments;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>A site that is killed while it purges: the next one goes on, and both ledgers say the same in the end.</summary>
public sealed class KilledPurgeTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const int Rows = 12_000;

    private static readonly Guid Tenant = Guid.Parse("01900000-0000-7000-8000-000000000077");

    [Fact]
    public async Task Killed_while_it_purges_the_next_goes_on_and_nothing_goes_twice_or_without_a_line()
    {
        await server.Empty();
        (string, string) database = ("NIAGA_DATABASE", server.Admin);
        (await server.Command(["migrate"], database)).Code.ShouldBe(0);
        await Run(
            $"""
            INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at)
            VALUES ('{Tenant}', 'kedai-lama', 'pending', now(), now());
            INSERT INTO platform.notifications (tenant_id, notification_id, kind, subject, told_at)
            SELECT '{Tenant}', gen_random_uuid(), 'retail.low_stock', 'x' || n, '2020-01-01' FROM generate_series(1, {Rows}) n
            """
        );
        var killed = 0;
        for (var wanted = 1000; killed < 3; wanted += 3000)
        {
            using var site = server.Start(["run", "--port", TwoNodesTests.Port()], database);
            try
            {
                await Ask();
                await Until.True(async () => await Count("SELECT count(*) FROM platform.deletion_ledger") >= wanted, "it purges", 60);
                (await Count("SELECT count(*) FROM platform.purge_runs WHERE finished_at IS NULL")).ShouldBe(1, "it is in the middle");
            }
            finally
            {
                site.Kill();
                await site.WaitForExitAsync();
            }
            killed++;
        }
        using (var site = server.Start(["run", "--port", TwoNodesTests.Port()], database))
        {
            try
            {
                await Ask();
                await Until.True(
                    async () => await Count("SELECT count(*) FROM platform.purge_runs WHERE finished_at IS NOT NULL") > 0,
                    "it ends",
                    90
                );
                await Until.True(() => Task.FromResult(Outside().Confirmed == Rows), "the ledger outside agrees", 20);
            }
            finally
            {
                site.Kill();
                await site.WaitForExitAsync();
            }
        }
        (await Count("SELECT count(*) FROM platform.notifications")).ShouldBe(0);
        (await Count("SELECT count(*) FROM platform.purge_runs")).ShouldBe(1);
        (await Count("SELECT count(*) FROM platform.deletion_ledger")).ShouldBe(Rows);
        (await Count("SELECT count(DISTINCT key_hash) FROM platform.deletion_ledger")).ShouldBe(Rows, "nothing twice");
        (await Count("SELECT purged FROM platform.purge_counts WHERE tbl = 'platform.notifications'")).ShouldBe(Rows);
        Outside().Distinct.ShouldBe(Rows);
    }

    /// <summary>Rows of confirmed batches in the ledger outside the database.</summary>
    private (int Confirmed, int Distinct) Outside()
    {
        var file = Path.Combine(server.Folder, "deletion-ledger", $"{Tenant}.log");
        if (!File.Exists(file))
            return default;

        var lines = File.ReadLines(file).Select(Read).OfType<DeletionLedger.Line>().ToArray();
        var done = lines.Where(l => l.Keys is null).Select(l => l.Batch).ToHashSet();
        var keys = lines.Where(l => l.Keys is not null && done.Contains(l.Batch)).SelectMany(l => l.Keys!.Chunk(16)).ToArray();
        return (keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    private static DeletionLedger.Line? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DeletionLedger.Line>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task Ask() =>
        Run(
            $$"""
            SELECT set_config('app.tenant_id', '{{Tenant}}', false);
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at)
            VALUES ('{{Tenant}}', gen_random_uuid(), 'platform.purge', gen_random_uuid()::text, '{}', 'waiting', now(), now())
            """
        );

    private async Task<long> Count(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task Run(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.Admin) { Database = "niaga", Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }
}
