using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Keeping;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Bench;

/// <summary>
/// 1 000 000 rows of one business are due and go, while another business reads its list of products: what that one notices, and how long
/// it takes.
/// </summary>
internal static class PurgeCosts
{
    private const int Rows = 1_000_000;
    private const int Products = 200;
    private const int Rounds = 11;

    public static async Task Print(double seconds)
    {
        await using var app = new BenchApp();
        await app.InitializeAsync();
        var (full, other) = (await app.SignUp(), await app.SignUp());
        await Fill(app, full, other);
        using var client = await other.Client();
        Task<byte[]> Read() => client.GetByteArrayAsync("/api/v1/products");
        var purge = app.Services.GetRequiredService<Purge>();
        var gate = new Gate();
        purge.BetweenBatches = gate.Pass;
        var (alone, beside) = (new List<List<double>>(), new List<List<double>>());
        await Timed.Times(seconds * 2, Read);
        var working = Task.Run(async () =>
        {
            await gate.Pass();
            var today = MalaysianTime.Day(TimeProvider.System.GetUtcNow());
            // As the work of a business does: a hundred transactions at a turn.
            while (!await purge.Work(full.Tenant, today, 100, CancellationToken.None)) { }
        });
        for (var round = 0; round < Rounds && !working.IsCompleted; round++)
        {
            // In turn, so that a noisy neighbour meets both; which is first changes.
            foreach (var purging in round % 2 == 0 ? new[] { false, true } : [true, false])
            {
                gate.Set(purging);
                (purging ? beside : alone).Add(await Timed.Times(seconds, Read));
            }
        }
        gate.Set(true);
        await working;
        var left = await full.Ask<long>("SELECT count(*) FROM platform.notifications WHERE told_at < now() - interval '100 days'");
        if (left > 0)
            throw new InvalidOperationException($"{left} rows that were due are still there.");
        Console.WriteLine("| list of products of another business | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|");
        foreach (var (what, rounds) in new[] { ("nothing purged", alone), ("while rows of another are purged", beside) })
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {what} | {Timed.Median(rounds, 0.5):0.00} | {Timed.Median(rounds, 0.99):0.00} |"
                )
            );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"p99 moved by {100 * (Timed.Median(beside, 0.99) / Timed.Median(alone, 0.99) - 1):0} %; {Rows} rows took "
                    + $"{gate.Open.TotalSeconds:0} s"
            )
        );
        Console.WriteLine();
    }

    private static async Task Fill(NiagaApp app, TestBusiness full, TestBusiness other)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await using var fill = new NpgsqlCommand(
            $"""
            SELECT set_config('app.tenant_id', '{other.Tenant}', false), set_config('app.branches', '*', false);
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, price_sen, tax_code, created_at,
                updated_at)
            SELECT '{other.Tenant}', gen_random_uuid(), 'SKU-' || n, 'sku-' || n, (9550000000000 + n)::text, 'Barang ' || n, 'barang ' || n,
                500, 'none', now(), now() FROM generate_series(1, {Products}) n;
            SET session_replication_role = replica;
            SELECT set_config('app.tenant_id', '{full.Tenant}', false);
            INSERT INTO platform.notifications (tenant_id, notification_id, kind, subject, told_at)
            SELECT '{full.Tenant}', uuidv7(), 'retail.low_stock', md5(n::text)::uuid::text, now() - interval '200 days'
            FROM generate_series(1, {Rows}) n;
            ANALYZE platform.notifications, retail.products;
            CHECKPOINT
            """,
            admin
        )
        {
            CommandTimeout = 1200,
        };
        await fill.ExecuteNonQueryAsync();
    }

    /// <summary>Lets the purge go on only in its own turns, and counts how long they were.</summary>
    private sealed class Gate
    {
        private readonly Stopwatch open = new();
        private TaskCompletionSource shut = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TimeSpan Open => open.Elapsed;

        public Task Pass() => Volatile.Read(ref shut).Task;

        public void Set(bool goOn)
        {
            if (goOn == open.IsRunning)
                return;

            if (goOn)
            {
                open.Start();
                shut.SetResult();
            }
            else
            {
                open.Stop();
                Volatile.Write(ref shut, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }
}
