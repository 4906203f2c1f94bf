using System.Text.Json;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>A business's keys as they lie wrapped.</summary>
/// <param name="Active">The data key's version that writes.</param>
/// <param name="Data">Data keys by version.</param>
/// <param name="ActiveIndex">The index key's version that writes.</param>
/// <param name="Index">Index keys by version.</param>
internal sealed record WrappedKeys(
    int Active,
    IReadOnlyDictionary<int, string> Data,
    int ActiveIndex,
    IReadOnlyDictionary<int, string> Index
)
{
    /// <summary>Data keys that no row needs any more and a backup may.</summary>
    public IReadOnlyDictionary<int, EscrowedKey> Escrow { get; init; } = new Dictionary<int, EscrowedKey>();
}

/// <param name="Wrapped">The key.</param>
/// <param name="Since">When the last row left it.</param>
internal sealed record EscrowedKey(string Wrapped, DateTimeOffset Since);

/// <summary>
/// Where the wrapped keys lie: a file a business, in two folders, outside the database and its backups. A key inside would come back with
/// every restore, and destroying it would destroy nothing.
/// </summary>
internal sealed class KeyFolder(string folder, string copy)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The businesses that have keys here, in one copy at least.</summary>
    public IEnumerable<TenantId> Tenants => In(folder).Union(In(copy));

    /// <summary>Changes whenever the keys of a business do; null without keys.</summary>
    public DateTime? ChangedAt(TenantId tenant)
    {
        var file = new FileInfo(Of(folder, tenant));
        return file.Exists ? file.LastWriteTimeUtc : null;
    }

    /// <summary>Whether the business's keys were destroyed: it gets no new ones.</summary>
    public bool WasDestroyed(TenantId tenant) => File.Exists(Gone(folder, tenant)) || File.Exists(Gone(copy, tenant));

    public WrappedKeys? Read(TenantId tenant)
    {
        if (WasDestroyed(tenant))
            return null;

        foreach (var place in new[] { folder, copy })
        {
            var file = Of(place, tenant);
            if (File.Exists(file) && JsonSerializer.Deserialize<WrappedKeys>(File.ReadAllBytes(file), Json) is { } keys)
                return keys;
        }
        return null;
    }

    /// <summary>Writes the first keys of a business.</summary>
    /// <returns>Those that are there: another node may have been first.</returns>
    public WrappedKeys Create(TenantId tenant, WrappedKeys keys)
    {
        using var alone = Alone();
        if (WasDestroyed(tenant))
            throw new InvalidOperationException("The keys of this business were destroyed.");
        // To move without overwriting looks first and moves then: of two nodes both would.
        if (Read(tenant) is { } there)
            return there;

        foreach (var place in new[] { copy, folder })
            File.Move(Temporary(place, keys), Of(place, tenant), overwrite: true);
        return keys;
    }

    /// <summary>Writes over the keys of a business, whole or not at all; the copy first, so that the folder is never ahead of it.</summary>
    public void Replace(TenantId tenant, WrappedKeys keys)
    {
        using var alone = Alone();
        foreach (var place in new[] { copy, folder })
            File.Move(Temporary(place, keys), Of(place, tenant), overwrite: true);
    }

    /// <summary>Removes all keys of a business from both places, and says so there.</summary>
    public void Destroy(TenantId tenant, DateTimeOffset now)
    {
        using var alone = Alone();
        foreach (var place in new[] { folder, copy })
        {
            OwnerOnly.CreateFolder(place);
            File.WriteAllText(Gone(place, tenant), now.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            File.Delete(Of(place, tenant));
        }
        foreach (var place in new[] { folder, copy })
        {
            if (File.Exists(Of(place, tenant)))
                throw new InvalidOperationException("A key file is still there after it was deleted.");
        }
    }

    /// <summary>Businesses whose two copies differ, or of which one is missing.</summary>
    public IReadOnlyList<TenantId> Differing() =>
        [
            .. Tenants.Where(t =>
                !File.Exists(Of(copy, t))
                || !File.Exists(Of(folder, t))
                || !File.ReadAllBytes(Of(copy, t)).AsSpan().SequenceEqual(File.ReadAllBytes(Of(folder, t)))
            ),
        ];

    /// <summary>Writes a copy that is missing from the other, but of keys that were destroyed.</summary>
    /// <returns>Whose.</returns>
    public IReadOnlyList<TenantId> Mend()
    {
        if (!Tenants.Any(IsMissing))
            return [];

        using var alone = Alone();
        TenantId[] missing = [.. Tenants.Where(IsMissing)];
        foreach (var tenant in missing)
        {
            var there = File.Exists(Of(folder, tenant)) ? folder : copy;
            var keys = JsonSerializer.Deserialize<WrappedKeys>(File.ReadAllBytes(Of(there, tenant)), Json)!;
            var place = there == folder ? copy : folder;
            File.Move(Temporary(place, keys), Of(place, tenant), overwrite: true);
        }
        return missing;
    }

    private bool IsMissing(TenantId tenant) =>
        !WasDestroyed(tenant) && (!File.Exists(Of(copy, tenant)) || !File.Exists(Of(folder, tenant)));

    /// <summary>Who writes is the only one, on every node.</summary>
    private FileLock Alone() => FileLock.Take(Path.Combine(folder, ".lock"));

    private static IEnumerable<TenantId> In(string place) =>
        Directory.Exists(place)
            ? Directory
                .EnumerateFiles(place, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Where(name => Guid.TryParse(name, out _))
                .Select(name => new TenantId(Guid.Parse(name)))
            : [];

    private static string Temporary(string place, WrappedKeys keys)
    {
        OwnerOnly.CreateFolder(place);
        var file = Path.Combine(place, Guid.NewGuid().ToString("N") + ".new");
        using var stream = OwnerOnly.Create(file);
        JsonSerializer.Serialize(stream, keys, Json);
        stream.Flush(flushToDisk: true);
        return file;
    }

    private static string Of(string place, TenantId tenant) => Path.Combine(place, tenant.Value.ToString("D") + ".json");

    private static string Gone(string place, TenantId tenant) => Path.Combine(place, tenant.Value.ToString("D") + ".destroyed");
}
