using System.Security.Cryptography;
using System.Text;

namespace Niaga.Platform.Signing;

/// <summary>
/// The deployment's own signature under what it certifies: ECDSA over P-256 and SHA-256 (FIPS 186-5), and a secret for hashes that only
/// this deployment can repeat. Both lie in files only the owner of the process may read; whoever replaces the key keeps the old file, by
/// which older signatures are still checked.
/// </summary>
public sealed class SigningKey(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lazy<byte[]> secret = new(() => Kept(folder, "ledger.key", () => RandomNumberGenerator.GetBytes(32)));

    private readonly Lazy<byte[]> key = new(() =>
        Kept(
            folder,
            "signing.pem",
            () =>
            {
                using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                return Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem());
            }
        )
    );

    /// <summary>Which key signs now: the beginning of the hash of its public half.</summary>
    public string Id
    {
        get
        {
            using var open = Open(key.Value);
            return IdOf(open);
        }
    }

    /// <summary>The public half, PEM: another deployment that keeps it beside its own keys can check what this one signed.</summary>
    public string PublicKey
    {
        get
        {
            using var open = Open(key.Value);
            return open.ExportSubjectPublicKeyInfoPem();
        }
    }

    public byte[] Sign(string text)
    {
        using var open = Open(key.Value);
        return open.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256);
    }

    /// <returns>Null where the key that signed is not in the folder any more.</returns>
    public bool? Holds(string text, byte[] signature, string keyId)
    {
        _ = key.Value;
        foreach (var file in Directory.EnumerateFiles(folder, "*.pem"))
        {
            using var open = Open(File.ReadAllBytes(file));
            if (IdOf(open) == keyId)
                return open.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256);
        }
        return null;
    }

    /// <summary>HMAC-SHA-256 of parts, cut to 128 bits.</summary>
    public byte[] Hash(params ReadOnlySpan<string> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Value);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            // Its length first: two parts are never read as one.
            hmac.AppendData(BitConverter.GetBytes(bytes.Length));
            hmac.AppendData(bytes);
        }
        return hmac.GetHashAndReset()[..16];
    }

    private static ECDsa Open(byte[] pem)
    {
        var open = ECDsa.Create();
        open.ImportFromPem(Encoding.ASCII.GetString(pem));
        return open;
    }

    private static string IdOf(ECDsa open) => Convert.ToHexStringLower(SHA256.HashData(open.ExportSubjectPublicKeyInfo()))[..16];

    private static byte[] Kept(string folder, string name, Func<byte[]> make)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            // Whole or not at all: of two nodes that begin at once the second finds the first's file.
            var own = $"{file}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var stream = new FileStream(own, options))
                stream.Write(make());
            try
            {
                File.Move(own, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(own);
            }
        }
        return File.ReadAllBytes(file);
    }
}
