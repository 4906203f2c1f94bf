using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.ObjectStores;

namespace Niaga.Host.Backups;

/// <summary>
/// What lies outside the database: businesses' files, each as it lies (sealed with the business's key, and never changed once written), and
/// the ledgers that a restore must not take back. Keys go to a folder of their own.
/// </summary>
internal sealed class FileBackup(StoredBackups backups)
{
    private const string Files = "files/";
    private const string Gone = "files-gone/";
    private const string Ledgers = "ledgers/ledgers.tar.gz.pgp";
    private const string Keys = "keys.tar.gz.pgp";

    /// <param name="Copied">Files copied now.</param>
    /// <param name="Bytes">Their size.</param>
    /// <param name="Ledgers">Whether the ledgers had grown.</param>
    /// <param name="Keys">Whether the keys were copied: null where no folder is set for them.</param>
    internal readonly record struct Result(int Copied, long Bytes, bool Ledgers, bool? Keys);

    /// <param name="files">Where businesses' files lie.</param>
    /// <param name="dataFolder">Where ledgers and keys lie.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Result> Run(IObjectStore files, string dataFolder, CancellationToken cancel)
    {
        var (copied, bytes) = await CopyFiles(files, cancel);
        var ledgers = await Pack(
            backups.Store,
            Ledgers,
            dataFolder,
            Below(dataFolder, "deletion-ledger").Append("audit-heads.log"),
            cancel
        );
        // Only the newest stays: in an older copy a business's destroyed keys would live on.
        bool? keys = KeysStore is { } apart
            ? await Pack(
                apart,
                Keys,
                dataFolder,
                Below(dataFolder, "tenant-keys").Concat(Below(dataFolder, "signing-keys")).Concat(Below(dataFolder, "keys")),
                cancel
            )
            : null;
        return new(copied, bytes, ledgers, keys);
    }

    /// <summary>Puts into a data folder the ledgers and, where they are to be had, the keys.</summary>
    /// <returns>Whether keys were there.</returns>
    public async Task<bool> Restore(string dataFolder, CancellationToken cancel)
    {
        await Unpack(backups.Store, Ledgers, dataFolder, cancel);
        return KeysStore is { } apart && await Unpack(apart, Keys, dataFolder, cancel);
    }

    /// <summary>Files of the backup that a place lacks, copied there.</summary>
    /// <param name="to">The place.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<int> RestoreFiles(IObjectStore to, string prefix, CancellationToken cancel)
    {
        var there = await Names(to, prefix, cancel);
        var missing = (await backups.Store.List(Files + prefix, cancel)).Select(o => o.Name[Files.Length..]).Where(n => !there.Contains(n));
        var copied = 0;
        foreach (var name in missing)
        {
            await using var from = await backups.Store.Open(Files + name, cancel);
            await to.Put(name, from, cancel);
            copied++;
        }
        return copied;
    }

    /// <summary>Takes away files that are gone from where they came from, since before a time.</summary>
    public async Task<int> Prune(DateTimeOffset before, CancellationToken cancel)
    {
        var old = (await backups.Store.List(Gone, cancel)).Where(o => o.WrittenAt < before).ToArray();
        foreach (var gone in old)
        {
            await backups.Store.Delete(Files + gone.Name[Gone.Length..], cancel);
            await backups.Store.Delete(gone.Name, cancel);
        }
        return old.Length;
    }

    private BackupStore? KeysStore => backups.Settings.KeysFolder is { Length: > 0 } folder ? new(new FolderStore(folder)) : null;

    private async Task<(int Copied, long Bytes)> CopyFiles(IObjectStore from, CancellationToken cancel)
    {
        var stored = (await backups.Store.List(Files, cancel)).Select(o => o.Name[Files.Length..]).ToHashSet(StringComparer.Ordinal);
        var (copied, bytes, there) = (0, 0L, new HashSet<string>(StringComparer.Ordinal));
        await foreach (var file in from.List("", cancel))
        {
            there.Add(file.Name);
            // An object never changes: one of this name is this one. Null when it was taken away meanwhile.
            if (stored.Contains(file.Name) || await from.Open(file.Name, cancel) is not { } content)
                continue;

            await using (content)
                await backups.Store.Write(Files + file.Name, to => content.CopyToAsync(to, cancel), cancel);
            (copied, bytes) = (copied + 1, bytes + file.Size);
        }
        // Kept as long as the database that names them: since when they are gone is the time of a mark.
        var marked = (await backups.Store.List(Gone, cancel)).Select(o => o.Name[Gone.Length..]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in stored.Where(n => !there.Contains(n) && !marked.Contains(n)))
            await backups.Store.Write(Gone + name, to => to.WriteAsync("gone\n"u8.ToArray(), cancel).AsTask(), cancel);
        foreach (var name in marked.Where(there.Contains))
            await backups.Store.Delete(Gone + name, cancel);
        return (copied, bytes);
    }

    private static async Task<HashSet<string>> Names(IObjectStore store, string prefix, CancellationToken cancel)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var one in store.List(prefix, cancel))
            names.Add(one.Name);
        return names;
    }

    private static IEnumerable<string> Below(string dataFolder, string name) =>
        Directory.Exists(Path.Combine(dataFolder, name))
            ? Directory
                .EnumerateFiles(Path.Combine(dataFolder, name), "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".new", StringComparison.Ordinal) && !f.EndsWith(".lock", StringComparison.Ordinal))
                .Select(f => Path.GetRelativePath(dataFolder, f).Replace('\\', '/'))
            : [];

    /// <returns>False when the newest copy holds the same already.</returns>
    private async Task<bool> Pack(BackupStore store, string name, string dataFolder, IEnumerable<string> names, CancellationToken cancel)
    {
        var files = names.Where(n => File.Exists(Path.Combine(dataFolder, n))).Order(StringComparer.Ordinal).ToArray();
        var (seen, note) = (await Fingerprint(dataFolder, files, cancel), name + ".seen");
        if (await store.Has(name, cancel) && await store.Has(note, cancel) && await Text(store, note, cancel) == seen)
            return false;

        await store.Write(
            name,
            to =>
                backups.Key.Seal(
                    to,
                    Path.GetFileNameWithoutExtension(name),
                    backups.Clock.GetUtcNow(),
                    async sealing =>
                    {
                        await using var tar = new TarWriter(sealing, TarEntryFormat.Pax);
                        foreach (var file in files)
                        {
                            await using var content = new MemoryStream(await Content(Path.Combine(dataFolder, file), cancel));
                            var entry = new PaxTarEntry(TarEntryType.RegularFile, file)
                            {
                                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                                DataStream = content,
                            };
                            await tar.WriteEntryAsync(entry, cancel);
                        }
                    }
                ),
            cancel
        );
        await store.Write(note, to => to.WriteAsync(Encoding.ASCII.GetBytes(seen), cancel).AsTask(), cancel);
        return true;
    }

    /// <summary>Keyed, so that it tells nobody what the files hold.</summary>
    private async Task<string> Fingerprint(string dataFolder, string[] files, CancellationToken cancel)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            var content = await Content(Path.Combine(dataFolder, file), cancel);
            text.Append(file).Append(' ').Append(Convert.ToHexString(SHA256.HashData(content))).Append('\n');
        }
        return backups.Key.Sign(text.ToString());
    }

    /// <summary>As it is now: lines are added to it meanwhile.</summary>
    private static async Task<byte[]> Content(string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancel);
        return content.ToArray();
    }

    private static async Task<string> Text(BackupStore store, string name, CancellationToken cancel)
    {
        using var reader = new StreamReader(await store.Open(name, cancel));
        return await reader.ReadToEndAsync(cancel);
    }

    private async Task<bool> Unpack(BackupStore store, string name, string dataFolder, CancellationToken cancel)
    {
        if (!await store.Has(name, cancel))
            return false;

        await using var stream = await store.Open(name, cancel);
        await backups.Key.Open(stream, plain => TarFile.ExtractToDirectoryAsync(plain, dataFolder, overwriteFiles: true, cancel));
        return true;
    }
}
