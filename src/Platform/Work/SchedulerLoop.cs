using Microsoft.Extensions.Hosting;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Work;

/// <summary>Looks every few seconds whether a schedule of the manifests has fallen due.</summary>
internal sealed class SchedulerLoop(ModuleCatalog modules, Scheduler scheduler, TimeProvider clock, DatabaseHealth health)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    /// <summary>What fell due while no node ran is made up for when one starts.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        var from = clock.GetUtcNow() - LongestGap;
        do
        {
            try
            {
                var until = clock.GetUtcNow();
                foreach (var schedule in modules.Schedules)
                    await scheduler.Tick(schedule, from, until, stoppingToken);
                from = until;
            }
            catch (Exception e) when (health.Failed(e) != DatabaseFailure.None)
            {
                // Due times since the last whole round are looked at again.
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
