using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>
/// Seals and opens the values of one business with AES-256-GCM. A stored value is format (1 byte), key version (4), nonce (12), ciphertext
/// and tag (16); bound to it are business, table, column, row, format and version, so that a value moved anywhere else does not open.
/// </summary>
public sealed class TenantCipher
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + sizeof(int);
    private const int KeyLength = 32;
    private const int Step = 16;
    private const byte EndOfText = 0x80;

    private readonly TenantId tenant;
    private readonly IReadOnlyDictionary<int, byte[]> data;
    private readonly IReadOnlyDictionary<int, byte[]> index;
    private readonly ConcurrentDictionary<(int Version, PersonalColumn Column), byte[]> columnKeys = new();
    private readonly ConcurrentDictionary<(int Version, string Purpose), byte[]> indexKeys = new();
    private long usedAt = Environment.TickCount64;
    private int users;
    private bool erased;

    internal TenantCipher(
        TenantId tenant,
        int active,
        IReadOnlyDictionary<int, byte[]> data,
        int activeIndex,
        IReadOnlyDictionary<int, byte[]> index
    ) => (this.tenant, Active, this.data, ActiveIndex, this.index) = (tenant, active, data, activeIndex, index);

    /// <summary>The version that seals.</summary>
    public int Active { get; }

    /// <summary>The version whose tokens are written.</summary>
    public int ActiveIndex { get; }

    /// <summary>For how long nothing was sealed, opened or looked up.</summary>
    internal TimeSpan Idle => TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref usedAt));

    /// <summary>Every version there is, the one that writes last: a search asks for the tokens of each.</summary>
    public IEnumerable<int> IndexVersions => index.Keys.Where(v => v != ActiveIndex).Append(ActiveIndex);

    /// <summary>Whose values it opens.</summary>
    internal TenantId Tenant => tenant;

    /// <summary>Nothing opens, and nothing is sealed.</summary>
    internal static TenantCipher Destroyed(TenantId tenant) =>
        new(tenant, 0, new Dictionary<int, byte[]>(), 0, new Dictionary<int, byte[]>());

    /// <summary>Seals a value for its place. A short one is filled up to 16 bytes, so that kinds of numbers look alike.</summary>
    /// <exception cref="InvalidOperationException">The business's keys were destroyed.</exception>
    internal byte[] Seal(PersonalColumn column, string row, ReadOnlySpan<byte> value)
    {
        using var use = new Use(this);
        var key = ColumnKey(Active, column) ?? throw Gone();
        var padded = new byte[((value.Length / Step) + 1) * Step];
        value.CopyTo(padded);
        padded[value.Length] = EndOfText;
        var stored = new byte[HeadLength + NonceLength + padded.Length + TagLength];
        stored[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(stored.AsSpan(1), Active);
        var nonce = stored.AsSpan(HeadLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            nonce,
            padded,
            stored.AsSpan(HeadLength + NonceLength, padded.Length),
            stored.AsSpan(stored.Length - TagLength),
            Bound(column, row, Active)
        );
        CryptographicOperations.ZeroMemory(padded);
        return stored;
    }

    /// <returns>The value, or null where it does not open: moved, changed, or its key is gone.</returns>
    internal byte[]? Open(PersonalColumn column, string row, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < HeadLength + NonceLength + Step + TagLength || stored[0] != Format)
            return null;
        using var use = new Use(this);
        var version = BinaryPrimitives.ReadInt32BigEndian(stored[1..]);
        if (ColumnKey(version, column) is not { } key)
            return null;
        var padded = new byte[stored.Length - HeadLength - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(
                stored.Slice(HeadLength, NonceLength),
                stored.Slice(HeadLength + NonceLength, padded.Length),
                stored[^TagLength..],
                padded,
                Bound(column, row, version)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        var end = padded.AsSpan().LastIndexOf(EndOfText);
        return end < 0 ? null : padded[..end];
    }

    /// <summary>The key version a stored value was sealed with; null for what is no stored value.</summary>
    internal static int? VersionOf(ReadOnlySpan<byte> stored) =>
        stored.Length > HeadLength && stored[0] == Format ? BinaryPrimitives.ReadInt32BigEndian(stored[1..]) : null;

    /// <summary>The keyed hash a value is looked up by: HMAC-SHA-256, a key for each column and purpose.</summary>
    internal byte[] Hash(PersonalColumn column, string purpose, string value, int version)
    {
        using var use = new Use(this);
        if (!index.TryGetValue(version, out var secret))
            throw Gone();
        var key = indexKeys.GetOrAdd((version, $"{column} {purpose}"), of => Derive(secret, "idx " + of.Purpose));
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Overwrites every key in memory, once nobody is using one: a value sealed with zeros would be lost.</summary>
    internal void Erase()
    {
        Volatile.Write(ref erased, true);
        SpinWait.SpinUntil(() => Volatile.Read(ref users) == 0);
        foreach (var key in data.Values.Concat(index.Values).Concat(columnKeys.Values).Concat(indexKeys.Values))
            CryptographicOperations.ZeroMemory(key);
    }

    private byte[]? ColumnKey(int version, PersonalColumn column) =>
        data.TryGetValue(version, out var secret) ? columnKeys.GetOrAdd((version, column), of => Derive(secret, "enc " + of.Column)) : null;

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, salt: null, Encoding.UTF8.GetBytes(purpose));

    private static InvalidOperationException Gone() => new("The keys of this business were destroyed.");

    private byte[] Bound(PersonalColumn column, string row, int version)
    {
        using var bound = new MemoryStream();
        using var writer = new BinaryWriter(bound, Encoding.UTF8);
        writer.Write(tenant.Value.ToByteArray(bigEndian: true));
        // Each text goes with its length before it.
        writer.Write(column.Table);
        writer.Write(column.Name);
        writer.Write(row);
        writer.Write(Format);
        writer.Write(version);
        return bound.ToArray();
    }

    /// <summary>While one is open, no key is overwritten.</summary>
    private readonly ref struct Use
    {
        private readonly TenantCipher cipher;

        public Use(TenantCipher cipher)
        {
            this.cipher = cipher;
            Interlocked.Increment(ref cipher.users);
            Interlocked.Exchange(ref cipher.usedAt, Environment.TickCount64);
            if (!Volatile.Read(ref cipher.erased))
                return;

            Interlocked.Decrement(ref cipher.users);
            throw new InvalidOperationException("These keys were put away; ask for them again.");
        }

        public void Dispose() => Interlocked.Decrement(ref cipher.users);
    }
}
