using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Niaga.Platform.Values;

namespace Niaga.Platform.Data;

/// <summary>
/// What this node remembers of a business: numbers and short lists that nearly every page shows and that seldom change. All of it is
/// dropped when the business commits anything on this node, and when a table announces itself (<c>platform.announce_data</c>) from
/// wherever it was changed. While notifications cannot arrive nothing is kept.
/// </summary>
public sealed class TenantCache : IDisposable
{
    private const int MostTenants = 20_000;
    private const int Stripes = 1024;

    // Far above what there is of kinds and places; a bound all the same, whatever comes to be asked.
    internal const int MostKept = 1_000;

    private readonly MemoryCache tenants = new(new MemoryCacheOptions { SizeLimit = MostTenants });

    // How often something was dropped, counted for a few businesses together.
    private readonly long[] drops = new long[Stripes];
    private volatile bool listening;

    /// <summary>What was read last of this kind, or what <paramref name="read"/> gives now, from announced tables alone.</summary>
    /// <param name="scope">Whose, and of which of its places.</param>
    /// <param name="read">Reads it; called before anything is awaited, so that it shares the page's round trip.</param>
    internal ValueTask<T> Get<T>(TenantScope scope, Func<Task<T>> read)
        where T : class =>
        listening && tenants.TryGetValue(scope.Tenant, out Kept? kept) && kept!.TryGetValue((typeof(T), scope.Branches), out var value)
            ? new((T)value)
            : new(Read(scope, read));

    /// <summary>Drops what is kept of a business.</summary>
    internal void Forget(TenantId tenant)
    {
        Interlocked.Increment(ref Drops(tenant));
        tenants.Remove(tenant);
    }

    /// <summary>Notifications arrive from now on, or no longer do; either way what was kept before may be stale.</summary>
    internal void Listening(bool now)
    {
        for (var i = 0; i < Stripes; i++)
            Interlocked.Increment(ref drops[i]);
        listening = now;
        tenants.Clear();
    }

    public void Dispose() => tenants.Dispose();

    private async Task<T> Read<T>(TenantScope scope, Func<Task<T>> read)
        where T : class
    {
        var tenant = scope.Tenant;
        var before = Interlocked.Read(ref Drops(tenant));
        var value = await read();
        if (!listening || Interlocked.Read(ref Drops(tenant)) != before)
            return value;

        if (!tenants.TryGetValue(tenant, out Kept? kept))
            tenants.Set(tenant, kept = new(), new MemoryCacheEntryOptions { Size = 1 });
        if (kept!.Count >= MostKept)
            return value;
        kept[(typeof(T), scope.Branches)] = value;
        // What was dropped between the reading and the keeping was not there to drop.
        if (Interlocked.Read(ref Drops(tenant)) != before)
            tenants.Remove(tenant);
        return value;
    }

    private ref long Drops(TenantId tenant) => ref drops[(uint)tenant.GetHashCode() % Stripes];

    // Somebody who sees some places alone must never leave their part of it to whoever sees all.
    private sealed class Kept : ConcurrentDictionary<(Type Kind, string Branches), object>;
}
