using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Unreadable;

/// <summary>Takes what a page could not open out of its request: a page only reads, and telling is a transaction of its own.</summary>
internal sealed class UnreadableWatch(UnreadableValues values, IServiceScopeFactory scopes, ILogger<UnreadableWatch> log)
    : BackgroundService
{
    private const int Most = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await values.Waiting.WaitToReadAsync(stoppingToken))
        {
            var some = new List<UnreadableValues.Found>();
            while (some.Count < Most && values.Waiting.TryRead(out var one))
                some.Add(one);
            foreach (var of in some.GroupBy(s => s.Tenant))
                await Note(of.Key, [.. of], stoppingToken);
        }
    }

    private async Task Note(TenantId tenant, UnreadableValues.Found[] found, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        try
        {
            await NoteUnreadable.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(found), cancel);
        }
        catch (Exception e) when (DatabaseFailures.Of(e) != DatabaseFailure.None)
        {
            // The log has the line already; tomorrow's look tells it again.
            log.LogWarning(e, "{Count} values that cannot be read were not told to {Tenant}", found.Length, tenant);
        }
    }
}
