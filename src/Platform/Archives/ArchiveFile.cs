using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Niaga.Platform.OpenPgp;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Archives;

/// <summary>
/// An archive that was opened: decrypted whole, so that it is known to be as it was written before anything of it is used. It lies in a
/// file that no folder names and that is gone with this.
/// </summary>
internal sealed class ArchiveFile : IDisposable
{
    // Rows carry ids, which hardly pack at all; an honest part packs to a tenth or so.
    private const long MostPacked = 250;
    private const long AlwaysFine = 1024 * 1024;
    private const long LongestManifest = 64 * 1024 * 1024;

    private readonly FileStream plain;
    private readonly ZipArchive zip;

    private ArchiveFile(FileStream plain, ZipArchive zip, ArchiveManifest manifest, string signed, byte[] signature) =>
        (this.plain, this.zip, Manifest, Signed, Signature) = (plain, zip, manifest, signed, signature);

    public ArchiveManifest Manifest { get; }

    /// <summary>The manifest as it was signed.</summary>
    public string Signed { get; }

    public byte[] Signature { get; }

    /// <summary>Opens an archive and looks at all its parts but their content.</summary>
    /// <param name="from">As it was downloaded.</param>
    /// <param name="passphrase">As it was written with.</param>
    /// <param name="folder">Where the opened one lies meanwhile.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<Outcome<ArchiveFile>> Open(Stream from, string passphrase, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var plain = Nameless(folder);
        ZipArchive? zip = null;
        try
        {
            await using (var clear = OpenPgpMessage.Decrypt(from, passphrase))
                await clear.CopyToAsync(plain, cancel);
            plain.Position = 0;
            zip = Unpacked(plain);
            return await Checked(plain, zip, cancel);
        }
        catch (InvalidDataException)
        {
            zip?.Dispose();
            await plain.DisposeAsync();
            return ArchiveErrors.DoesNotOpen();
        }
        catch (ArchiveUnusable e)
        {
            zip?.Dispose();
            await plain.DisposeAsync();
            return e.Refusal;
        }
    }

    /// <summary>A table's entry, unpacked as it is read.</summary>
    public Stream Data(string table) => Entry(ArchiveManifest.DataEntry(table)).Open();

    /// <summary>A file's bytes.</summary>
    /// <exception cref="ArchiveUnusable">They are not what the manifest says.</exception>
    public async Task<byte[]> Bytes(FileInArchive file, CancellationToken cancel)
    {
        var name = ArchiveManifest.FileEntry(file.Id);
        var bytes = await Read(Entry(name), file.Bytes!.Value, name, cancel);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256
            ? bytes
            : throw new ArchiveUnusable(ArchiveErrors.Changed(name));
    }

    public void Dispose()
    {
        zip.Dispose();
        plain.Dispose();
    }

    private static FileStream Nameless(string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.opening");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        // Open, but no longer to be found: a crash leaves nothing behind.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    private static ZipArchive Unpacked(FileStream plain)
    {
        try
        {
            return new(plain, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException)
        {
            throw new ArchiveUnusable(ArchiveErrors.NoArchive("zip"));
        }
    }

    private static async Task<ArchiveFile> Checked(FileStream plain, ZipArchive zip, CancellationToken cancel)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw new ArchiveUnusable(ArchiveErrors.NoArchive(entry.FullName));
            if (entry.Length > AlwaysFine && entry.Length / MostPacked > entry.CompressedLength)
                throw new ArchiveUnusable(ArchiveErrors.Bomb(entry.FullName));
        }
        var text = await Text(entries, ArchiveManifest.Entry, cancel);
        var manifest = Manifested(text);
        Allowed(entries, manifest);
        return new(plain, zip, manifest, text, Signed64(await Text(entries, ArchiveManifest.SignatureEntry, cancel)));
    }

    /// <summary>Exactly what the manifest names: no other name can lead anywhere, none lacks.</summary>
    private static void Allowed(Dictionary<string, ZipArchiveEntry> entries, ArchiveManifest manifest)
    {
        string[] named =
        [
            ArchiveManifest.ReadMeEntry,
            ArchiveManifest.Entry,
            ArchiveManifest.SignatureEntry,
            .. manifest.Tables.Select(t => ArchiveManifest.DataEntry(t.Name)),
            .. manifest.Files.Where(f => f.Sha256 is not null).Select(f => ArchiveManifest.FileEntry(f.Id)),
        ];
        var expected = named.ToHashSet(StringComparer.Ordinal);
        if (expected.Count != named.Length)
            throw new ArchiveUnusable(ArchiveErrors.NoArchive(ArchiveManifest.Entry));
        if (entries.Keys.FirstOrDefault(e => !expected.Contains(e)) is { } foreign)
            throw new ArchiveUnusable(ArchiveErrors.NoArchive(foreign));
        if (named.FirstOrDefault(n => !entries.ContainsKey(n)) is { } lacking)
            throw new ArchiveUnusable(ArchiveErrors.NoArchive(lacking));
        foreach (var table in manifest.Tables)
        {
            if (entries[ArchiveManifest.DataEntry(table.Name)].Length != table.Bytes)
                throw new ArchiveUnusable(ArchiveErrors.Changed(table.Name));
        }
    }

    private static ArchiveManifest Manifested(string text)
    {
        try
        {
            // The format first: a newer one may look otherwise.
            using var any = JsonDocument.Parse(text);
            var format = any.RootElement.GetProperty("format").GetInt32();
            if (format != ArchiveManifest.CurrentFormat)
                throw new ArchiveUnusable(ArchiveErrors.NewerFormat(format, ArchiveManifest.CurrentFormat));
            return JsonSerializer.Deserialize<ArchiveManifest>(text, ArchiveManifest.Json)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ArchiveUnusable(ArchiveErrors.NoArchive(ArchiveManifest.Entry));
        }
    }

    private static byte[] Signed64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new ArchiveUnusable(ArchiveErrors.WrongSignature());
        }
    }

    private static async Task<string> Text(Dictionary<string, ZipArchiveEntry> entries, string name, CancellationToken cancel)
    {
        if (!entries.TryGetValue(name, out var entry) || entry.Length > LongestManifest)
            throw new ArchiveUnusable(ArchiveErrors.NoArchive(name));
        return Encoding.UTF8.GetString(await Read(entry, entry.Length, name, cancel));
    }

    /// <summary>An entry's bytes, no more than it was said to have.</summary>
    private static async Task<byte[]> Read(ZipArchiveEntry entry, long length, string name, CancellationToken cancel)
    {
        if (entry.Length != length || length > int.MaxValue / 2)
            throw new ArchiveUnusable(ArchiveErrors.Changed(name));
        try
        {
            var bytes = new byte[length];
            await using var stream = entry.Open();
            await stream.ReadExactlyAsync(bytes, cancel);
            return await stream.ReadAsync(new byte[1], cancel) == 0 ? bytes : throw new ArchiveUnusable(ArchiveErrors.Changed(name));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ArchiveUnusable(ArchiveErrors.Changed(name));
        }
    }

    private ZipArchiveEntry Entry(string name) => zip.GetEntry(name) ?? throw new ArchiveUnusable(ArchiveErrors.NoArchive(name));
}
