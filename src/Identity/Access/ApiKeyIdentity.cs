using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using Niaga.Identity.Keys;
using Niaga.Platform.Values;

namespace Niaga.Identity.Access;

/// <summary>What a request needs to know of the key it comes with. Kept with the business's access, and dropped with it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Maker">Who made it, and in whose name it acts.</param>
/// <param name="Expires">When it stops working.</param>
/// <param name="Scope">What it was given, implied permissions included.</param>
internal sealed record ApiKeyIdentity(Guid Key, PersonId Maker, DateTimeOffset Expires, FrozenSet<string> Scope)
{
    private const int MostAddresses = 256;

    private readonly ConcurrentDictionary<IPAddress, long> used = [];
    private Cut? known;

    /// <summary>What it may do now: its scope, as far as its maker may do it themselves.</summary>
    public FrozenSet<string> Within(AccessCache.Member maker)
    {
        var cut = known;
        // By reference: another answer about the maker is another one to cut by.
        if (cut is null || !ReferenceEquals(cut.Maker, maker))
            known = cut = new(maker, Scope.Where(maker.Permissions.Contains).ToFrozenSet(StringComparer.Ordinal));
        return cut.Permissions;
    }

    /// <summary>Whether its use from this address is worth writing down: not within the minute.</summary>
    public bool IsNews(IPAddress from, DateTimeOffset now)
    {
        if (used.TryGetValue(from, out var last) && now.UtcTicks - last < ApiKeyUsageWriter.Grain.Ticks)
            return false;
        // Bounded: whoever comes from everywhere is written down more often.
        if (used.Count >= MostAddresses)
            used.Clear();
        used[from] = now.UtcTicks;
        return true;
    }

    private sealed record Cut(AccessCache.Member Maker, FrozenSet<string> Permissions);
}

/// <summary>The key a request came with, and the one business it opens.</summary>
internal sealed record KeyInUse(AccessCache.TenantAccess Tenant, ApiKeyIdentity Holder);
