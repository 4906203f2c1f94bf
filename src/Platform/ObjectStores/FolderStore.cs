using System.Runtime.CompilerServices;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.ObjectStores;

/// <summary>A folder that all nodes see. An object is written beside its place, flushed to the disk and moved there.</summary>
internal sealed class FolderStore(string folder) : IObjectStore
{
    private const string Unfinished = ".part";

    public string Place => folder;

    public async Task Put(string name, Stream content, CancellationToken cancel)
    {
        var path = PathOf(name);
        OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            await using (var file = OwnerOnly.Create(part))
            {
                await content.CopyToAsync(file, cancel);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public Task<Stream?> Open(string name, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(
                    PathOf(name),
                    new FileStreamOptions
                    {
                        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                        Share = FileShare.ReadWrite | FileShare.Delete,
                    }
                )
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task Delete(string name, CancellationToken cancel)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever kept there: it is gone already.
        }
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredObject> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var from = Path.Combine(folder, prefix.Contains('/', StringComparison.Ordinal) ? prefix[..prefix.LastIndexOf('/')] : "");
        if (!Directory.Exists(from))
            yield break;

        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            if (name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(Unfinished, StringComparison.Ordinal) && file.Exists)
                yield return new(name, file.Length, file.LastWriteTimeUtc);
        }
        await Task.CompletedTask;
    }

    private string PathOf(string name) =>
        name.Split('/')
            .All(p =>
                p.Length > 0 && p.Any(char.IsAsciiLetterOrDigit) && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            )
            ? Path.Combine(folder, name)
            : throw new ArgumentException("An object's name has parts of letters, digits, dots, - and _.", nameof(name));
}
