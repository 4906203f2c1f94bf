using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Niaga.Host.Backups;

/// <summary>What a base backup is; written last, so that one without it does not exist.</summary>
/// <param name="Format">1.</param>
/// <param name="Name">Its name, by its time.</param>
/// <param name="System">The server's own number, the same for its restored copies.</param>
/// <param name="Server">PostgreSQL's version.</param>
/// <param name="StartedAt">By the server's clock.</param>
/// <param name="FinishedAt">The first moment it can be restored to.</param>
/// <param name="FirstSegment">Of the log, needed to open it.</param>
/// <param name="LastSegment">Of the log, needed to open it.</param>
/// <param name="SegmentBytes">Size of a segment.</param>
/// <param name="Object">Where it lies.</param>
/// <param name="Bytes">Its size there.</param>
/// <param name="Sha256">Of the bytes there.</param>
/// <param name="DataBytes">Size of the server's data.</param>
/// <param name="DataFiles">Number of its files.</param>
internal sealed record BackupManifest(
    int Format,
    string Name,
    string System,
    string Server,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string FirstSegment,
    string LastSegment,
    int SegmentBytes,
    string Object,
    long Bytes,
    string Sha256,
    long DataBytes,
    int DataFiles
)
{
    private const string Suffix = "/manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private sealed record Signed(BackupManifest Manifest, string Signature);

    public async Task Write(BackupStore store, BackupKey key, CancellationToken cancel)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new Signed(this, key.Sign(Text)), Json);
        await store.Write($"{System}/base/{Name}{Suffix}", to => to.WriteAsync(text, cancel).AsTask(), cancel);
    }

    /// <summary>All base backups there are, the oldest first.</summary>
    /// <exception cref="InvalidDataException">One's manifest was changed, or written with another key.</exception>
    public static async Task<IReadOnlyList<BackupManifest>> All(BackupStore store, BackupKey key, CancellationToken cancel)
    {
        var found = new List<BackupManifest>();
        foreach (var one in (await store.List("", cancel)).Where(o => o.Name.EndsWith(Suffix, StringComparison.Ordinal)))
            found.Add(await Read(store, one.Name, key, cancel));
        return [.. found.OrderBy(m => m.FinishedAt)];
    }

    private static async Task<BackupManifest> Read(BackupStore store, string name, BackupKey key, CancellationToken cancel)
    {
        await using var stream = await store.Open(name, cancel);
        Signed? signed;
        try
        {
            signed = await JsonSerializer.DeserializeAsync<Signed>(stream, Json, cancel);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} cannot be read: {e.Message}", e);
        }
        if (
            signed?.Manifest is not { } manifest
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(key.Sign(manifest.Text)),
                Encoding.ASCII.GetBytes(signed.Signature)
            )
        )
            throw new InvalidDataException($"{name} was changed, or written with another key.");
        return manifest;
    }

    private string Text => JsonSerializer.Serialize(this, Json);
}
