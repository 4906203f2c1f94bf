using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>
/// The keys of each business, unwrapped in memory for as long as they are used. Another node that changes them is noticed within
/// seconds; keys that were destroyed are forgotten as soon.
/// </summary>
public sealed class TenantKeys : IDisposable
{
    private const int SecretLength = 32;
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TenantId, Remembered> remembered = new();
    private readonly IMasterKey master;
    private readonly KeyFolder folder;
    private readonly TimeProvider clock;
    private readonly ITimer cleaning;

    internal TenantKeys(IMasterKey master, KeyFolder folder, TimeProvider clock)
    {
        (this.master, this.folder, this.clock) = (master, folder, clock);
        cleaning = clock.CreateTimer(_ => ForgetUnused(), null, Unused, Unused);
    }

    internal KeyFolder Folder => folder;

    internal IMasterKey Master => master;

    /// <summary>The keys of a business; made when it has none yet.</summary>
    /// <exception cref="MasterKeyException">The master key is not there or is another.</exception>
    public async ValueTask<TenantCipher> Of(TenantId tenant, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (remembered.TryGetValue(tenant, out var known))
        {
            if (now - known.LookedAt < LookAgain)
                return known.Cipher;
            if (folder.ChangedAt(tenant) == known.ChangedAt)
            {
                known.LookedAt = now;
                return known.Cipher;
            }
        }
        var changedAt = folder.ChangedAt(tenant);
        var cipher = await Load(tenant, cancel);
        remembered[tenant] = new(cipher) { LookedAt = now, ChangedAt = changedAt ?? folder.ChangedAt(tenant) };
        return cipher;
    }

    /// <summary>Reads the keys anew at the next use.</summary>
    internal void Forget(TenantId tenant) => remembered.TryRemove(tenant, out _);

    /// <summary>What a wrapped secret is bound to.</summary>
    internal static byte[] Context(TenantId tenant, string kind, int version) =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"niaga {tenant} {kind} {version}"));

    internal async Task<string> NewSecret(TenantId tenant, string kind, int version, CancellationToken cancel)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        try
        {
            return await master.Wrap(secret, Context(tenant, kind, version), cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async Task<TenantCipher> Load(TenantId tenant, CancellationToken cancel)
    {
        if (folder.WasDestroyed(tenant))
            return TenantCipher.Destroyed(tenant);

        var wrapped =
            folder.Read(tenant)
            ?? folder.Create(
                tenant,
                new(
                    1,
                    new Dictionary<int, string> { [1] = await NewSecret(tenant, KeyKinds.Data, 1, cancel) },
                    1,
                    new Dictionary<int, string> { [1] = await NewSecret(tenant, KeyKinds.Index, 1, cancel) }
                )
            );
        return new(
            tenant,
            wrapped.Active,
            // What lies in escrow opens what a backup brought back, and seals nothing.
            await Unwrap(
                tenant,
                KeyKinds.Data,
                wrapped.Data.Concat(wrapped.Escrow.Select(e => KeyValuePair.Create(e.Key, e.Value.Wrapped))).ToDictionary(),
                cancel
            ),
            wrapped.ActiveIndex,
            await Unwrap(tenant, KeyKinds.Index, wrapped.Index, cancel)
        );
    }

    private async Task<IReadOnlyDictionary<int, byte[]>> Unwrap(
        TenantId tenant,
        string kind,
        IReadOnlyDictionary<int, string> wrapped,
        CancellationToken cancel
    )
    {
        var secrets = new Dictionary<int, byte[]>();
        foreach (var (version, secret) in wrapped)
            secrets[version] = await master.Unwrap(secret, Context(tenant, kind, version), cancel);
        return secrets;
    }

    private void ForgetUnused()
    {
        foreach (var (tenant, known) in remembered)
        {
            if (known.Cipher.Idle > Unused && remembered.TryRemove(new(tenant, known)))
                known.Cipher.Erase();
        }
    }

    public void Dispose()
    {
        cleaning.Dispose();
        foreach (var known in remembered.Values)
            known.Cipher.Erase();
        remembered.Clear();
    }

    private sealed class Remembered(TenantCipher cipher)
    {
        public TenantCipher Cipher => cipher;

        public DateTimeOffset LookedAt { get; set; }

        public DateTime? ChangedAt { get; init; }
    }
}

/// <summary>The two secrets of a business: one rotates cheaply, the other means making every search token anew.</summary>
internal static class KeyKinds
{
    public const string Data = "data";
    public const string Index = "index";
}
