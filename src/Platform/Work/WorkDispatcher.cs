using Microsoft.Extensions.Hosting;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Work;

/// <summary>
/// Finds tenants with due work and gives each one item a turn, so that a tenant with a thousand items does not hold up one with
/// a single item; a turn that takes long holds up only its own tenant. Several nodes may run it: an item is claimed by a row lock.
/// </summary>
internal sealed class WorkDispatcher(Databases databases, WorkRunner runner, WorkSignal signal, DatabaseHealth health) : BackgroundService
{
    private const int Lanes = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new Dictionary<TenantId, Task<bool>>();
        var turns = new Queue<TenantId>();
        var wake = Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Looked for again when a turn did something or it is time: a turn that found its item held elsewhere must not spin.
                var look = await Collect(running);
                if (wake.IsCompleted)
                    (wake, look) = (signal.Wait(Poll, stoppingToken), true);
                if (look && turns.Count == 0)
                    turns = new(await Due(stoppingToken));
                Begin(running, turns, stoppingToken);
                await Task.WhenAny([.. running.Values, wake]);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (health.Failed(e) != DatabaseFailure.None)
            {
                await wake;
            }
        }
        // Each ends by the same cancellation; what was not finished is tried again.
        await Task.WhenAll(
            running.Values.Select(t =>
                t.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
            )
        );
    }

    /// <summary>Takes the turns that have ended out of their lanes.</summary>
    /// <returns>Whether one of them did something, so that there may be more.</returns>
    private static async Task<bool> Collect(Dictionary<TenantId, Task<bool>> running)
    {
        var worked = false;
        foreach (var tenant in running.Where(r => r.Value.IsCompleted).Select(r => r.Key).ToArray())
        {
            running.Remove(tenant, out var turn);
            worked |= await turn!;
        }
        return worked;
    }

    private void Begin(Dictionary<TenantId, Task<bool>> running, Queue<TenantId> turns, CancellationToken cancel)
    {
        while (running.Count < Lanes && turns.TryDequeue(out var tenant))
        {
            if (!running.ContainsKey(tenant))
                running.Add(tenant, Task.Run(() => runner.RunNext(tenant, cancel), cancel));
        }
    }

    private async Task<List<TenantId>> Due(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT tenant_id FROM platform.work_queue WHERE due_at <= now() GROUP BY tenant_id ORDER BY min(due_at) LIMIT 500"
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(cancel))
            tenants.Add(new(rows.GetGuid(0)));
        return tenants;
    }
}
