using System.Security.Cryptography;

namespace Niaga.Host.Backups;

/// <summary>Where backups lie: objects with names such as <c>7301…/wal/0000….gz.pgp</c>, whole or not there, below a folder.</summary>
internal sealed class BackupStore(string folder)
{
    private const string Unfinished = ".part";

    /// <param name="Name">Its name.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="At">When it was written, or last touched.</param>
    internal readonly record struct Object(string Name, long Bytes, DateTimeOffset At);

    /// <summary>Size and hash of an object as it was written.</summary>
    internal readonly record struct Written(long Bytes, string Sha256);

    public string Place => folder;

    /// <summary>Writes an object, over an older one of the same name; until it is whole the older one stays.</summary>
    public async Task<Written> Write(string name, Func<Stream, Task> write, CancellationToken cancel)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var sha = SHA256.Create();
        long bytes;
        await using (var file = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            await using (var hashed = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
                await write(hashed);
            cancel.ThrowIfCancellationRequested();
            file.Flush(flushToDisk: true);
            bytes = file.Length;
        }
        File.Move(path + Unfinished, path, overwrite: true);
        return new(bytes, Convert.ToHexStringLower(sha.Hash!));
    }

    /// <exception cref="FileNotFoundException">There is none.</exception>
    public Stream Open(string name) => new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Objects below a prefix that ends with a slash, or all of them, by name.</summary>
    public IReadOnlyList<Object> List(string prefix = "")
    {
        var place = Path.Combine(folder, prefix);
        if (!Directory.Exists(place))
            return [];

        return
        [
            .. new DirectoryInfo(place)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(f => !f.Name.EndsWith(Unfinished, StringComparison.Ordinal))
                .Select(f => new Object(
                    Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'),
                    f.Length,
                    new DateTimeOffset(f.LastWriteTimeUtc, TimeSpan.Zero)
                ))
                .OrderBy(o => o.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Names of the first level.</summary>
    public IReadOnlyList<string> Roots() =>
        Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d))] : [];

    public void Delete(string name)
    {
        var path = PathOf(name);
        File.Delete(path);
        // A folder is no object: it goes with its last one.
        var place = Path.GetDirectoryName(path)!;
        if (Directory.Exists(place) && !Directory.EnumerateFileSystemEntries(place).Any())
            Directory.Delete(place);
    }

    /// <summary>Takes away what a writer that was killed left. Only while nobody writes below the prefix.</summary>
    public void Sweep(string prefix)
    {
        var place = Path.Combine(folder, prefix);
        if (!Directory.Exists(place))
            return;

        foreach (var file in Directory.EnumerateFiles(place, "*" + Unfinished, SearchOption.AllDirectories).ToArray())
            File.Delete(file);
    }

    private string PathOf(string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
}
