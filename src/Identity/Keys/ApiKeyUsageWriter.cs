using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Identity.Access;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Keys;

/// <summary>
/// Which keys have been used from where, written beside the requests: a request only leaves word. What cannot be written is tried
/// again, and what is left when the node stops is written then.
/// </summary>
internal sealed class ApiKeyUsageWriter(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    DatabaseHealth health,
    ILogger<ApiKeyUsageWriter> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Place, Use> open = [];

    /// <summary>Leaves word that a key was used. Costs a comparison when that is known already.</summary>
    public void Note(TenantId tenant, ApiKeyIdentity holder, IPAddress? from)
    {
        if (from is null)
            return;

        var now = clock.GetUtcNow();
        if (!holder.IsNews(from, now))
            return;

        open[new(tenant, holder.Key, NetworkPrefix.Of(from))] = new(holder.Maker, from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from, now);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Write(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var again = new PeriodicTimer(Pause);
        try
        {
            while (await again.WaitForNextTickAsync(stoppingToken))
                await Write(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: StopAsync writes the rest.
        }
    }

    private async Task Write(CancellationToken cancel)
    {
        foreach (var (place, use) in open.ToArray())
        {
            try
            {
                await Write(place, use, cancel);
                // Only this word of it: a newer one stays for the next round.
                open.TryRemove(KeyValuePair.Create(place, use));
            }
            catch (Exception e) when (health.Failed(e) != DatabaseFailure.None)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("The use of a key could not be noted: {State}", e.SqlState ?? "unreachable");
                // No further try can do it, such as for a key that went away meanwhile.
                open.TryRemove(KeyValuePair.Create(place, use));
            }
        }
    }

    private async Task Write(Place place, Use use, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(place.Tenant, null, []);
        caller.SetOrigin(new("api", use.Address));
        caller.Identify(use.Maker, []);
        await RecordApiKeyUse.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new(place.Key, place.Network, use.Address, use.At),
            cancel
        );
    }

    private readonly record struct Place(TenantId Tenant, Guid Key, IPNetwork Network);

    private sealed record Use(PersonId Maker, IPAddress Address, DateTimeOffset At);
}
