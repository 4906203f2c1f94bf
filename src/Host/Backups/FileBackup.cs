using System.Formats.Tar;
using System.Security.Cryptography;
using Niaga.Platform.Encryption;

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

    public async Task<Result> Run(string dataFolder, CancellationToken cancel)
    {
        var (copied, bytes) = await CopyFiles(Path.Combine(dataFolder, "files"), cancel);
        var ledgers = await Pack(
            backups.Store,
            Ledgers,
            dataFolder,
            Below(dataFolder, "deletion-ledger").Append("audit-heads.log"),
            cancel
        );
        // Only the newest stays: in an older copy a business's destroyed keys would live on.
        bool? keys = backups.Settings.KeysFolder is { Length: > 0 } folder
            ? await Pack(
                new BackupStore(folder),
                Keys,
                dataFolder,
                Below(dataFolder, "tenant-keys").Concat(Below(dataFolder, "signing-keys")).Concat(Below(dataFolder, "keys")),
                cancel
            )
            : null;
        return new(copied, bytes, ledgers, keys);
    }

    /// <summary>Puts into a data folder the ledgers and, where they are to be had, the keys. What is there stays.</summary>
    /// <returns>Whether keys were there.</returns>
    public async Task<bool> Restore(string dataFolder, CancellationToken cancel)
    {
        await Unpack(backups.Store, Ledgers, dataFolder, cancel);
        return backups.Settings.KeysFolder is { Length: > 0 } folder && await Unpack(new BackupStore(folder), Keys, dataFolder, cancel);
    }

    /// <summary>Files of the backup that a place lacks, copied there; all, or those of one business.</summary>
    public async Task<int> RestoreFiles(string to, string? business, CancellationToken cancel)
    {
        var copied = 0;
        foreach (var stored in backups.Store.List(business is null ? Files : $"{Files}{business}/"))
        {
            var target = Path.Combine(to, stored.Name[Files.Length..].Replace('/', Path.DirectorySeparatorChar));
            if (File.Exists(target))
                continue;

            OwnerOnly.CreateFolder(Path.GetDirectoryName(target)!);
            await using (var from = backups.Store.Open(stored.Name))
            await using (var whole = OwnerOnly.Create(target + ".restoring"))
                await from.CopyToAsync(whole, cancel);
            File.Move(target + ".restoring", target);
            copied++;
        }
        return copied;
    }

    /// <summary>Files that are gone from the place they came from, since before a time.</summary>
    public int Prune(DateTimeOffset before)
    {
        var old = backups.Store.List(Gone).Where(o => o.At < before).ToArray();
        foreach (var gone in old)
        {
            backups.Store.Delete(Files + gone.Name[Gone.Length..]);
            backups.Store.Delete(gone.Name);
        }
        return old.Length;
    }

    private async Task<(int Copied, long Bytes)> CopyFiles(string from, CancellationToken cancel)
    {
        if (!Directory.Exists(from))
            return (0, 0);

        var stored = backups.Store.List(Files).ToDictionary(o => o.Name[Files.Length..], o => o.Bytes, StringComparer.Ordinal);
        var (copied, bytes, there) = (0, 0L, new HashSet<string>(StringComparer.Ordinal));
        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file.FullName).Replace('\\', '/');
            there.Add(name);
            if (stored.TryGetValue(name, out var size) && size == file.Length)
                continue;

            try
            {
                await using var content = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await backups.Store.Write(Files + name, to => content.CopyToAsync(to, cancel), cancel);
                (copied, bytes) = (copied + 1, bytes + file.Length);
            }
            catch (FileNotFoundException)
            {
                // Taken away meanwhile.
            }
        }
        // Kept as long as the database that names them: since when they are gone is the time of a mark.
        var marked = backups.Store.List(Gone).Select(o => o.Name[Gone.Length..]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in stored.Keys.Where(n => !there.Contains(n) && !marked.Contains(n)))
            await backups.Store.Write(Gone + name, _ => Task.CompletedTask, cancel);
        foreach (var name in marked.Where(there.Contains))
            backups.Store.Delete(Gone + name);
        return (copied, bytes);
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
        var seen = await Fingerprint(dataFolder, files, cancel);
        var note = name + ".seen";
        if (store.Has(name) && store.Has(note) && await Text(store, note, cancel) == seen)
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
                            await using var content = new MemoryStream(
                                await File.ReadAllBytesAsync(Path.Combine(dataFolder, file), cancel)
                            );
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
        await store.Write(note, to => to.WriteAsync(System.Text.Encoding.ASCII.GetBytes(seen), cancel).AsTask(), cancel);
        return true;
    }

    /// <summary>Keyed, so that it tells nobody what the files hold.</summary>
    private async Task<string> Fingerprint(string dataFolder, string[] files, CancellationToken cancel)
    {
        var text = new System.Text.StringBuilder();
        foreach (var file in files)
        {
            await using var content = new FileStream(Path.Combine(dataFolder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            text.Append(file).Append(' ').Append(Convert.ToHexString(await SHA256.HashDataAsync(content, cancel))).Append('\n');
        }
        return backups.Key.Sign(text.ToString());
    }

    private static async Task<string> Text(BackupStore store, string name, CancellationToken cancel)
    {
        using var reader = new StreamReader(store.Open(name));
        return await reader.ReadToEndAsync(cancel);
    }

    private async Task<bool> Unpack(BackupStore store, string name, string dataFolder, CancellationToken cancel)
    {
        if (!store.Has(name))
            return false;

        await using var stream = store.Open(name);
        await backups.Key.Open(stream, plain => TarFile.ExtractToDirectoryAsync(plain, dataFolder, overwriteFiles: true, cancel));
        return true;
    }
}
