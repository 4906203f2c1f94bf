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
    private const int TenantLength = 16;
    private const int MostBound = 512;
    private const int MostOnStack = 256;

    private readonly TenantId tenant;
    private readonly IReadOnlyDictionary<int, byte[]> data;
    private readonly IReadOnlyDictionary<int, byte[]> index;
    private readonly ConcurrentDictionary<(int Version, PersonalColumn Column), ColumnKey> columnKeys = new();
    private readonly ConcurrentDictionary<(int Version, PersonalColumn Column, string Purpose), byte[]> indexKeys = new();
    private long usedAt = Environment.TickCount64;
    private long opened;
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

    /// <summary>How many values were opened: what a search may open is bounded, and a test holds it.</summary>
    internal long Opened => Interlocked.Read(ref opened);

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
        var key = KeyOf(Active, column) ?? throw Gone();
        var length = ((value.Length / Step) + 1) * Step;
        var stored = new byte[HeadLength + NonceLength + length + TagLength];
        stored[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(stored.AsSpan(1), Active);
        var nonce = stored.AsSpan(HeadLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        // Filled up and encrypted where it is stored: no copy of it stays behind.
        var text = stored.AsSpan(HeadLength + NonceLength, length);
        value.CopyTo(text);
        text[value.Length] = EndOfText;
        Span<byte> bound = stackalloc byte[MostBound];
        bound = Bound(column, row, Active, bound);
        var aes = key.Take();
        aes.Encrypt(nonce, text, text, stored.AsSpan(stored.Length - TagLength), bound);
        key.Give(aes);
        return stored;
    }

    /// <returns>The value, or null where it does not open: moved, changed, or its key is gone.</returns>
    internal byte[]? Open(PersonalColumn column, string row, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < HeadLength + NonceLength + Step + TagLength || stored[0] != Format)
            return null;
        using var use = new Use(this);
        var version = BinaryPrimitives.ReadInt32BigEndian(stored[1..]);
        if (KeyOf(version, column) is not { } key)
            return null;
        Interlocked.Increment(ref opened);
        var length = stored.Length - HeadLength - NonceLength - TagLength;
        Span<byte> padded = length <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[length];
        padded = padded[..length];
        Span<byte> bound = stackalloc byte[MostBound];
        bound = Bound(column, row, version, bound);
        var aes = key.Take();
        try
        {
            aes.Decrypt(
                stored.Slice(HeadLength, NonceLength),
                stored.Slice(HeadLength + NonceLength, length),
                stored[^TagLength..],
                padded,
                bound
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            key.Give(aes);
        }
        var end = padded.LastIndexOf(EndOfText);
        return end < 0 ? null : padded[..end].ToArray();
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
        var key = indexKeys.GetOrAdd(
            (version, column, purpose),
            static (of, secret) => Derive(secret, $"idx {of.Column} {of.Purpose}"),
            secret
        );
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Overwrites every key in memory, once nobody is using one: a value sealed with zeros would be lost.</summary>
    internal void Erase()
    {
        Volatile.Write(ref erased, true);
        SpinWait.SpinUntil(() => Volatile.Read(ref users) == 0);
        foreach (var key in data.Values.Concat(index.Values).Concat(indexKeys.Values))
            CryptographicOperations.ZeroMemory(key);
        foreach (var key in columnKeys.Values)
            key.Erase();
    }

    private ColumnKey? KeyOf(int version, PersonalColumn column) =>
        data.TryGetValue(version, out var secret)
            ? columnKeys.GetOrAdd((version, column), static (of, secret) => new(Derive(secret, "enc " + of.Column)), secret)
            : null;

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, salt: null, Encoding.UTF8.GetBytes(purpose));

    private static InvalidOperationException Gone() => new("The keys of this business were destroyed.");

    /// <summary>What a value is bound to: written into the span, where there is room.</summary>
    private Span<byte> Bound(PersonalColumn column, string row, int version, Span<byte> into)
    {
        // A letter takes three bytes at most, the length before a text five.
        var most = TenantLength + (3 * (column.Table.Length + column.Name.Length + row.Length + 5)) + HeadLength;
        if (most > into.Length)
            into = new byte[most];
        tenant.Value.TryWriteBytes(into, bigEndian: true, out var at);
        // Each text goes with its length before it.
        at += Text(column.Table, into[at..]);
        at += Text(column.Name, into[at..]);
        at += Text(row, into[at..]);
        into[at++] = Format;
        BinaryPrimitives.WriteInt32LittleEndian(into[at..], version);
        return into[..(at + sizeof(int))];
    }

    private static int Text(string text, Span<byte> into)
    {
        var (length, at) = ((uint)Encoding.UTF8.GetByteCount(text), 0);
        for (var rest = length; ; rest >>= 7)
        {
            into[at++] = (byte)(rest > 0x7F ? rest | 0x80 : rest);
            if (rest <= 0x7F)
                break;
        }
        return at + Encoding.UTF8.GetBytes(text, into[at..]);
    }

    /// <summary>A column's key with ciphers made of it: to make one takes longer than to use it, and one serves one at a time.</summary>
    private sealed class ColumnKey(byte[] key)
    {
        private readonly ConcurrentBag<AesGcm> idle = [];

        public AesGcm Take() => idle.TryTake(out var aes) ? aes : new(key, TagLength);

        public void Give(AesGcm aes) => idle.Add(aes);

        /// <summary>Once nobody uses one.</summary>
        public void Erase()
        {
            CryptographicOperations.ZeroMemory(key);
            while (idle.TryTake(out var aes))
                aes.Dispose();
        }
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
