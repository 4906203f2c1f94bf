using Cronos;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Work;

/// <summary>
/// Writes work at the times the manifests' schedules name, in Malaysian time. Several nodes may write one tick: its items carry it
/// as idempotency key and so are written once, and a tick that is wholly written is noted, also for a node that starts later.
/// </summary>
internal sealed class Scheduler(Databases databases, AllTenants tenants, IServiceScopeFactory scopes)
{
    /// <summary>Writes the work of every due time in (from, until].</summary>
    internal async Task Tick(Schedule schedule, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        foreach (
            var due in CronExpression
                .Parse(schedule.Cron)
                .GetOccurrences(from, until, MalaysianTime.Zone, fromInclusive: false, toInclusive: true)
        )
        {
            if (await Written(schedule, due, cancel))
                continue;

            var key = $"{schedule.Key} {due.UtcDateTime:O}";
            if (schedule.PerBusiness)
                await tenants.ForEachTenant(tenant => Write(tenant, schedule.Kind, key, cancel), cancel);
            else
                await Write(TenantId.Platform, schedule.Kind, key, cancel);
            // Noted last: a node that dies before leaves the tick to another, and the items' key keeps what was written from being written
            // again.
            await Note(schedule, due, cancel);
        }
    }

    private async Task<bool> Written(Schedule schedule, DateTimeOffset due, CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT 1 FROM platform.schedule_ticks WHERE schedule = $1 AND due_at = $2"
        );
        command.Parameters.AddWithValue(schedule.Key);
        command.Parameters.AddWithValue(due.ToUniversalTime());
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    private async Task Note(Schedule schedule, DateTimeOffset due, CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "INSERT INTO platform.schedule_ticks (schedule, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        );
        command.Parameters.AddWithValue(schedule.Key);
        command.Parameters.AddWithValue(due.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task Write(TenantId tenant, string kind, string key, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        await session.Begin(cancel);
        outbox.Add(kind, new { }, key);
        outbox.Write(session);
        await session.Commit(cancel);
    }
}
