using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Npgsql;

namespace Niaga.Platform.Work;

/// <summary>
/// Finds tenants with due work and gives each one item a turn, so that a tenant with a thousand items does not hold up one with
/// a single item. Several nodes may run it: an item is claimed by a row lock.
/// </summary>
internal sealed class WorkDispatcher(Databases databases, WorkRunner runner, WorkSignal signal, ILogger<WorkDispatcher> log) : BackgroundService
{
    private const int Lanes = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunRound(stoppingToken) == 0) await signal.Wait(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("Work waits for the database: {State}", e.SqlState ?? "unreachable");
                await signal.Wait(Poll, stoppingToken);
            }
        }
    }

    /// <summary>One item of every tenant that has something due.</summary>
    /// <returns>How many items were run.</returns>
    public async Task<int> RunRound(CancellationToken cancel)
    {
        var tenants = await Due(cancel);
        var run = 0;
        await Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancel }, async (tenant, stop) =>
        {
            if (await runner.RunNext(tenant, stop)) Interlocked.Increment(ref run);
        });
        return run;
    }

    private async Task<List<TenantId>> Due(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT tenant_id FROM platform.work_queue WHERE due_at <= now() GROUP BY tenant_id ORDER BY min(due_at) LIMIT 500");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(cancel)) tenants.Add(new(rows.GetGuid(0)));
        return tenants;
    }
}
