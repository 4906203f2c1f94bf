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

    /// <summary>The number, of what the person may get now: a role that changes changes it at once.</summary>
    /// <param name="tenant">The business.</param>
    /// <param name="person">Who.</param>
    /// <param name="kinds">Kinds they may get.</param>
    /// <param name="permissions">What they hold.</param>
    /// <param name="cancel">Ends the reading.</param>
    internal async ValueTask<int> Count(
        TenantId tenant,
        PersonId person,
        IEnumerable<NotificationKind> kinds,
        IEnumerable<string> permissions,
        CancellationToken cancel
    )
    {
        var counts = await Of(tenant, person, cancel);
        if (counts.Count == 0)
            return 0;

        var (known, held) = (kinds.Select(k => k.Key).ToHashSet(), permissions.ToHashSet());
        return counts
            .Where(c => known.Contains(c.Key.Kind) && (c.Key.Permission is not { } needed || held.Contains(needed)))
            .Sum(c => c.Value);
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

    private async ValueTask<FrozenDictionary<Asked, int>> Of(TenantId tenant, PersonId person, CancellationToken cancel)
    {
        var kept = tenants.Get<ConcurrentDictionary<PersonId, FrozenDictionary<Asked, int>>>(tenant);
        if (listening && kept is not null && kept.TryGetValue(person, out var known))
            return known;

        var before = Interlocked.Read(ref generation);
        var counts = await Read(tenant, person, cancel);
        if (!listening || Interlocked.Read(ref generation) != before)
            return counts;

        kept ??= tenants.Set(
            tenant,
            new ConcurrentDictionary<PersonId, FrozenDictionary<Asked, int>>(),
            new MemoryCacheEntryOptions { Size = 1 }
        );
        kept[person] = counts;
        // News between the reading and the keeping found nothing to drop.
        if (Interlocked.Read(ref generation) != before)
            tenants.Remove(tenant);
        return counts;
    }

    private async Task<FrozenDictionary<Asked, int>> Read(TenantId tenant, PersonId person, CancellationToken cancel)
    {
        await using var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(TenantReads.Set(TenantScope.Whole(tenant)));
        batch.BatchCommands.Add(
            new($"SELECT n.kind, n.permission, count(*)::int {Inbox.Theirs} AND {Inbox.Waits} GROUP BY n.kind, n.permission")
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
        var counts = new Dictionary<Asked, int>();
        while (await rows.ReadAsync(cancel))
            counts.Add(new(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1)), rows.GetInt32(2));
        return counts.ToFrozenDictionary();
    }

    /// <summary>What getting one asks for.</summary>
    private sealed record Asked(string Kind, string? Permission);
}
