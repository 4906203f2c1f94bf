using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Archives;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Bench;

/// <summary>
/// A business of 1 000 000 rows goes out as an archive and comes in beside itself: how long, and how much memory above idle.
/// </summary>
internal static class ArchiveCosts
{
    private const int Rows = 1_000_000;
    private const string Passphrase = "empat kata rawak sahaja";

    public static async Task Print()
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        await using (var admin = await RowMaker.Connect(app.Database))
        {
            await using var fill = new NpgsqlCommand(
                $"""
                SET session_replication_role = replica;
                SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
                INSERT INTO platform.notifications (tenant_id, notification_id, kind, subject, told_at)
                SELECT '{shop.Tenant}', md5('n' || n)::uuid, 'retail.low_stock', md5(n::text)::uuid::text, now()
                FROM generate_series(1, {Rows}) n;
                ANALYZE platform.notifications
                """,
                admin
            )
            {
                CommandTimeout = 1200,
            };
            await fill.ExecuteNonQueryAsync();
        }
        var file = Path.GetTempFileName();
        try
        {
            Console.WriteLine("| archive of 1 000 000 rows | seconds | MB above idle | MB on disk |");
            Console.WriteLine("|---|---|---|---|");
            await Measure(
                "out",
                file,
                async () =>
                {
                    await using var to = File.Create(file);
                    await app
                        .Services.GetRequiredService<ArchiveWriter>()
                        .Write(shop.Tenant, to, Passphrase, new ArchiveProgress(), CancellationToken.None);
                }
            );
            await Measure(
                "in, compared table by table",
                file,
                async () =>
                {
                    await using var from = File.OpenRead(file);
                    var done = await app
                        .Services.GetRequiredService<ArchiveImport>()
                        .Run(from, Passphrase, "salinan", unsigned: false, newId: true, CancellationToken.None);
                    _ = done.Value;
                }
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task Measure(string what, string file, Func<Task> act)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (idle, most) = (Environment.WorkingSet, 0L);
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(async () =>
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!stop.IsCancellationRequested && await tick.WaitForNextTickAsync())
                most = Math.Max(most, Environment.WorkingSet);
        });
        var watch = Stopwatch.StartNew();
        await act();
        var seconds = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await looking;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {seconds:0.0} | {(most - idle) / 1e6:0} | {new FileInfo(file).Length / 1e6:0} |"
            )
        );
    }
}
