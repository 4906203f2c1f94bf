using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Webhooks;

/// <summary>
/// Finds webhooks with something due and sends it, on every node. A webhook has few lanes, and one lane while its receiver fails; all
/// that fail together never take more than a part, so that a slow receiver delays nobody else.
/// </summary>
internal sealed class WebhookDispatcher(
    Databases databases,
    DeliverNext deliver,
    TimeProvider clock,
    DatabaseHealth health,
    ILogger<WebhookDispatcher> log
) : BackgroundService
{
    private const int Lanes = 48;
    private const int LanesOfFailing = 16;
    private const int LanesOfBusiness = 12;
    private const int LanesOfOne = 4;

    /// <summary>Messages a lane sends before others are looked at.</summary>
    private const int Turn = 20;

    /// <summary>Retries fall due by the clock, which no notice of the database tells: so it looks again.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<Target> failing = [];

    private readonly record struct Target(TenantId Tenant, Guid Webhook);

    /// <summary>A lane's turn.</summary>
    /// <param name="Sent">Whether it found anything to send.</param>
    /// <param name="Failed">Whether the last was refused.</param>
    private readonly record struct Outcome(bool Sent, bool Failed);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<(Target Target, Task<Outcome> Turn)>();
        var wait = Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var look = await Collect(running) || wait.IsCompleted;
                if (wait.IsCompleted)
                    wait = Task.Delay(Poll, stoppingToken);
                if (look)
                {
                    foreach (var target in await Due(stoppingToken))
                    {
                        if (MayBegin(target, running))
                            running.Add((target, Task.Run(() => Run(target, stoppingToken), stoppingToken)));
                    }
                }
                await Task.WhenAny([.. running.Select(r => r.Turn), wait]);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (health.Failed(e) != DatabaseFailure.None)
            {
                await wait;
            }
        }
        // Each ends by the same cancellation; what was not finished is sent again.
        await Task.WhenAll(
            running.Select(r => r.Turn.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))
        );
    }

    /// <returns>Whether a turn that ended sent something, so that there may be more.</returns>
    private async Task<bool> Collect(List<(Target Target, Task<Outcome> Turn)> running)
    {
        var sent = false;
        foreach (var done in running.Where(r => r.Turn.IsCompleted).ToArray())
        {
            running.Remove(done);
            var outcome = await done.Turn;
            sent |= outcome.Sent;
            if (outcome.Failed)
                failing.Add(done.Target);
            else if (outcome.Sent)
                failing.Remove(done.Target);
        }
        return sent;
    }

    private bool MayBegin(Target target, List<(Target Target, Task<Outcome> Turn)> running) =>
        running.Count < Lanes
        && running.Count(r => r.Target.Tenant == target.Tenant) < LanesOfBusiness
        && running.Count(r => r.Target == target) < (failing.Contains(target) ? 1 : LanesOfOne)
        && (!failing.Contains(target) || running.Count(r => failing.Contains(r.Target)) < LanesOfFailing);

    private async Task<Outcome> Run(Target target, CancellationToken cancel)
    {
        try
        {
            for (var sent = 0; sent < Turn; sent++)
            {
                var taken = await deliver.Run(target.Tenant, target.Webhook, cancel);
                if (taken is not true)
                    return new(Sent: sent > 0 || taken is not null, Failed: taken is false);
            }
            return new(Sent: true, Failed: false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (DatabaseFailures.Of(e) == DatabaseFailure.Away)
        {
            throw;
        }
#pragma warning disable CA1031 // A fault of ours with one message must not end the sending of all others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError("A message of webhook {Webhook} failed: {Type} {Trace}", target.Webhook, e.GetType().Name, e.StackTrace);
            return new(Sent: false, Failed: true);
        }
    }

    /// <summary>Jumps from webhook to webhook in the index: ten thousand messages of one are one step.</summary>
    private async Task<List<Target>> Due(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            """
            WITH RECURSIVE next AS (
                (SELECT tenant_id, webhook_id, due_at FROM platform.webhook_queue ORDER BY webhook_id, due_at LIMIT 1)
                UNION ALL
                SELECT found.* FROM next, LATERAL (
                    SELECT tenant_id, webhook_id, due_at FROM platform.webhook_queue
                    WHERE webhook_id > next.webhook_id ORDER BY webhook_id, due_at LIMIT 1) found
            )
            SELECT tenant_id, webhook_id FROM next WHERE due_at <= $1 ORDER BY due_at LIMIT 1000
            """
        );
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<Target>();
        while (await rows.ReadAsync(cancel))
            found.Add(new(new(rows.GetGuid(0)), rows.GetGuid(1)));
        return found;
    }
}
