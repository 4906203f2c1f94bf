using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Caching.Memory;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>
/// How many notifications wait for a person: what the bell on every page shows. Kept in memory and dropped exactly when one is told, read
/// or dealt with, on whichever node (channel <c>niaga_notifications</c>); while news cannot arrive nothing is kept.
/// </summary>
public sealed class UnreadNotifications(Databases databases) : IDisposable
{
    private const int MostTenants = 20_000;

    private readonly MemoryCache tenants = new(new MemoryCacheOptions { SizeLimit = MostTenants });
    private long generation;
    private volatile bool listening;

    /// <summary>The number, of the kinds the person may get now: a role that changes changes it at once.</summary>
    internal async ValueTask<int> Count(TenantId tenant, PersonId person, IEnumerable<NotificationKind> kinds, CancellationToken cancel)
    {
        var counts = await Of(tenant, person, cancel);
        return counts.Count == 0 ? 0 : kinds.Sum(k => counts.GetValueOrDefault(k.Key));
    }

    /// <summary>Drops what is kept of a business.</summary>
    internal void Forget(TenantId tenant)
    {
        Interlocked.Increment(ref generation);
        tenants.Remove(tenant);
    }

    /// <summary>Notifications arrive from now on, or no longer do; either way what was kept before may be stale.</summary>
    internal void Listening(bool now)
    {
        Interlocked.Increment(ref generation);
        listening = now;
        tenants.Clear();
    }

    public void Dispose() => tenants.Dispose();

    private async ValueTask<FrozenDictionary<string, int>> Of(TenantId tenant, PersonId person, CancellationToken cancel)
    {
        var kept = tenants.Get<ConcurrentDictionary<PersonId, FrozenDictionary<string, int>>>(tenant);
        if (listening && kept is not null && kept.TryGetValue(person, out var known))
            return known;

        var before = Interlocked.Read(ref generation);
        var counts = await Read(tenant, person, cancel);
        if (!listening || Interlocked.Read(ref generation) != before)
            return counts;

        kept ??= tenants.Set(
            tenant,
            new ConcurrentDictionary<PersonId, FrozenDictionary<string, int>>(),
            new MemoryCacheEntryOptions { Size = 1 }
        );
        kept[person] = counts;
        // News between the reading and the keeping found nothing to drop.
        if (Interlocked.Read(ref generation) != before)
            tenants.Remove(tenant);
        return counts;
    }

    private async Task<FrozenDictionary<string, int>> Read(TenantId tenant, PersonId person, CancellationToken cancel)
    {
        await using var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(TenantReads.Set(tenant));
        batch.BatchCommands.Add(
            new($"SELECT n.kind, count(*)::int {Inbox.Theirs} AND {Inbox.Waits} GROUP BY n.kind")
            {
                Parameters =
                {
                    new() { Value = tenant.Value },
                    new() { Value = person.Value },
                },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel))
            counts.Add(rows.GetString(0), rows.GetInt32(1));
        return counts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
