using Cronos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Npgsql;

namespace Niaga.Platform.Work;

/// <summary>
/// Writes work at the times the manifests' schedules name, in Malaysian time. Of several nodes one writes each tick: the tick is
/// a row with a primary key, and the items carry it as idempotency key.
/// </summary>
internal sealed class Scheduler(
    ModuleCatalog modules, Databases databases, AllTenants tenants, IServiceScopeFactory scopes, TimeProvider clock, ILogger<Scheduler> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        var from = clock.GetUtcNow();
        do
        {
            try
            {
                var until = clock.GetUtcNow();
                foreach (var schedule in modules.Schedules) await Tick(schedule, from, until, stoppingToken);
                from = until;
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("Schedules wait for the database: {State}", e.SqlState ?? "unreachable");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Writes the work of every due time in (from, until].</summary>
    internal async Task Tick(Schedule schedule, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        foreach (var due in CronExpression.Parse(schedule.Cron).GetOccurrences(from, until, MalaysianTime.Zone, fromInclusive: false, toInclusive: true))
        {
            if (!await Take(schedule, due, cancel)) continue;
            var key = $"{schedule.Key} {due.UtcDateTime:O}";
            if (schedule.PerBusiness) await tenants.ForEachTenant(tenant => Write(tenant, schedule.Kind, key, cancel), cancel);
            else await Write(TenantId.Platform, schedule.Kind, key, cancel);
        }
    }

    private async Task<bool> Take(Schedule schedule, DateTimeOffset due, CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand("INSERT INTO platform.schedule_ticks (schedule, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        command.Parameters.AddWithValue(schedule.Key);
        command.Parameters.AddWithValue(due.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    private async Task Write(TenantId tenant, string kind, string key, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        await session.Begin(cancel);
        outbox.Add(kind, new { }, key);
        await outbox.Write(session, cancel);
        await session.Commit(cancel);
    }
}
