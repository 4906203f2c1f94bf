using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>Turns keys: the master key by wrapping again, without touching a row.</summary>
internal sealed class KeyRotation(TenantKeys keys)
{
    /// <summary>Wraps every key again that another version of the master key wrapped. Interrupted, it goes on where it was.</summary>
    /// <returns>Of how many businesses.</returns>
    public async Task<int> RewrapAll(CancellationToken cancel)
    {
        var done = 0;
        foreach (var tenant in keys.Folder.Tenants.ToArray())
        {
            if (await Rewrap(tenant, cancel))
                done++;
        }
        return done;
    }

    private async Task<bool> Rewrap(TenantId tenant, CancellationToken cancel)
    {
        if (keys.Folder.Read(tenant) is not { } wrapped)
            return false;

        var data = await Rewrap(tenant, KeyKinds.Data, wrapped.Data, cancel);
        var index = await Rewrap(tenant, KeyKinds.Index, wrapped.Index, cancel);
        var escrow = await Rewrap(tenant, KeyKinds.Data, wrapped.Escrow.ToDictionary(e => e.Key, e => e.Value.Wrapped), cancel);
        if (data is null && index is null && escrow is null)
            return false;

        keys.Folder.Replace(
            tenant,
            wrapped with
            {
                Data = data ?? wrapped.Data,
                Index = index ?? wrapped.Index,
                Escrow = wrapped.Escrow.ToDictionary(e => e.Key, e => e.Value with { Wrapped = escrow?[e.Key] ?? e.Value.Wrapped }),
            }
        );
        return true;
    }

    /// <returns>Null where the newest version wrapped all of them.</returns>
    private async Task<Dictionary<int, string>?> Rewrap(
        TenantId tenant,
        string kind,
        IReadOnlyDictionary<int, string> wrapped,
        CancellationToken cancel
    )
    {
        var again = new Dictionary<int, string>();
        var any = false;
        foreach (var (version, secret) in wrapped)
        {
            if (await keys.Master.IsCurrent(secret, cancel))
            {
                again[version] = secret;
                continue;
            }
            var context = TenantKeys.Context(tenant, kind, version);
            var plain = await keys.Master.Unwrap(secret, context, cancel);
            again[version] = await keys.Master.Wrap(plain, context, cancel);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
            any = true;
        }
        return any ? again : null;
    }
}
