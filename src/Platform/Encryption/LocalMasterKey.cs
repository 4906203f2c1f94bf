using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Niaga.Platform.Encryption;

/// <summary>
/// The master key as 32 bytes in a file that only this account reads, or in the environment. A line a version, <c>2 base64</c>; the last
/// wraps, the others still unwrap.
/// </summary>
internal sealed class LocalMasterKey : IMasterKey
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SortedDictionary<int, byte[]> versions;

    private LocalMasterKey(SortedDictionary<int, byte[]> versions) => this.versions = versions;

    private int Newest => versions.Keys.Last();

    /// <summary>Reads the key of a file; makes both where there is none.</summary>
    public static LocalMasterKey OfFile(string file)
    {
        // A file that is there may lie where nothing can be written.
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            using var alone = FileLock.Take(file + ".lock");
            if (!File.Exists(file))
                Make(file, 1);
        }
        return new(Parse(File.ReadAllLines(file), file));
    }

    /// <param name="text">As in the file, or one key in base64.</param>
    /// <param name="setting">Where it stood, for a complaint.</param>
    public static LocalMasterKey OfText(string text, string setting)
    {
        var lines = text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(Parse(lines is [var one] && !one.Contains(' ', StringComparison.Ordinal) ? ["1 " + one] : lines, setting));
    }

    /// <summary>A further version, which wraps from now on wherever the file is read again.</summary>
    public static int AddVersion(string file)
    {
        var next = OfFile(file).Newest + 1;
        Make(file, next);
        return next;
    }

    public Task<string> Version(CancellationToken cancel) => Task.FromResult(Newest.ToString(CultureInfo.InvariantCulture));

    public Task<string> Wrap(byte[] secret, byte[] context, CancellationToken cancel)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var (ciphertext, tag) = (new byte[secret.Length], new byte[TagLength]);
        using (var aes = new AesGcm(versions[Newest], TagLength))
            aes.Encrypt(nonce, secret, ciphertext, tag, context);
        return Task.FromResult(
            string.Create(CultureInfo.InvariantCulture, $"local:{Newest}:{Convert.ToBase64String([.. nonce, .. ciphertext, .. tag])}")
        );
    }

    public Task<byte[]> Unwrap(string wrapped, byte[] context, CancellationToken cancel)
    {
        if (VersionOf(wrapped) is not { } version || !versions.TryGetValue(version, out var key))
            throw new MasterKeyException($"A business's key was wrapped by '{Head(wrapped)}', which this deployment does not have.");
        var sealedBytes = Convert.FromBase64String(wrapped.Split(':')[2]);
        var secret = new byte[sealedBytes.Length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(
                sealedBytes.AsSpan(0, NonceLength),
                sealedBytes.AsSpan(NonceLength, secret.Length),
                sealedBytes.AsSpan(NonceLength + secret.Length),
                secret,
                context
            );
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new MasterKeyException("A business's key does not unwrap: another master key wrapped it, or it was tampered with.", e);
        }
        return Task.FromResult(secret);
    }

    public Task<bool> IsCurrent(string wrapped, CancellationToken cancel) => Task.FromResult(VersionOf(wrapped) == Newest);

    private static int? VersionOf(string wrapped) =>
        wrapped.Split(':') is ["local", var version, _] && int.TryParse(version, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Head(string wrapped) => string.Join(':', wrapped.Split(':').Take(2));

    private static void Make(string file, int version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{version} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength))}\n"
        );
        using var stream = version == 1 ? OwnerOnly.Create(file) : new FileStream(file, FileMode.Append, FileAccess.Write);
        stream.Write(Encoding.ASCII.GetBytes(line));
        stream.Flush(flushToDisk: true);
    }

    private static SortedDictionary<int, byte[]> Parse(IEnumerable<string> lines, string place)
    {
        var versions = new SortedDictionary<int, byte[]>();
        foreach (var line in lines.Where(l => l.Trim().Length > 0))
        {
            var key = new byte[KeyLength];
            if (
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var number, var text]
                || !int.TryParse(number, CultureInfo.InvariantCulture, out var version)
                || !Convert.TryFromBase64String(text, key, out var length)
                || length != KeyLength
            )
                throw new MasterKeyException($"{place} holds a line that is no version and 32 bytes in base64.");
            versions[version] = key;
        }
        return versions.Count > 0 ? versions : throw new MasterKeyException($"{place} holds no master key.");
    }
}
