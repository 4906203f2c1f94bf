using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Niaga.Host.Database;
using Niaga.Platform.Encryption;
using Niaga.Platform.OpenPgp;

namespace Niaga.Host.Backups;

/// <summary>What encrypts backups: one line of 256 random bits in a file that only its owner reads, outside the database.</summary>
internal sealed class BackupKey
{
    private readonly string passphrase;

    private BackupKey(string passphrase) => this.passphrase = passphrase;

    /// <summary>The line of its file: what is sealed by it opens with <c>gpg -d</c> and this.</summary>
    public string Line => passphrase;

    /// <exception cref="PrerequisiteMissing">The file is not there, or no key.</exception>
    public static BackupKey Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new PrerequisiteMissing(
                $"The key of the backups is not at {file}. Put your copy of it there, or set Backup__KeyFile; without it no backup opens."
            );
        }
        var text = File.ReadAllText(file).Trim();
        return text.Length >= 32 ? new(text) : throw new PrerequisiteMissing($"{file} is too short to be a key of backups.");
    }

    /// <summary>Makes the file.</summary>
    public static BackupKey Make(string file)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using (var stream = OwnerOnly.Create(file))
        {
            var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            stream.Write(Encoding.ASCII.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }
        return Read(file);
    }

    /// <summary>Compresses and encrypts what is written; <c>gpg -d | gunzip</c> opens it.</summary>
    public async Task Seal(Stream to, string name, DateTimeOffset now, Func<Stream, Task> write)
    {
        await using var encrypted = OpenPgpMessage.Encrypt(to, passphrase, name, now);
        await using var compressed = new GZipStream(encrypted, CompressionLevel.Fastest);
        await write(compressed);
    }

    /// <summary>Reads it to its end, which proves that nothing of it was changed.</summary>
    /// <exception cref="InvalidDataException">Another key, changed or cut off.</exception>
    public async Task Open(Stream from, Func<Stream, Task> read)
    {
        await using var clear = OpenPgpMessage.Decrypt(from, passphrase);
        await using (var plain = new GZipStream(clear, CompressionMode.Decompress, leaveOpen: true))
        {
            await read(plain);
            await plain.CopyToAsync(Stream.Null);
        }
        await clear.CopyToAsync(Stream.Null);
    }

    /// <summary>Binds a text to this key: whoever lacks it cannot write another.</summary>
    public string Sign(string text)
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(passphrase),
            32,
            info: "niaga backup manifest"u8.ToArray()
        );
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
