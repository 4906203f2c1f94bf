using Niaga.Platform.Values;

namespace Niaga.Platform.Archives;

/// <summary>
/// Where archives lie until they are fetched: a folder a business, a file an archive, encrypted by its passphrase already.
/// </summary>
internal sealed class ArchiveStore(string folder)
{
    private const string Whole = ".pgp";
    private const string Part = ".part";

    /// <summary>Begins one anew; what a crash left of it is overwritten.</summary>
    public FileStream Create(TenantId tenant, Guid archive)
    {
        Directory.CreateDirectory(FolderOf(tenant));
        return new(Path.Combine(FolderOf(tenant), archive.ToString("N") + Part), ArchiveFolder.NewFile);
    }

    /// <summary>From now on it is there, whole.</summary>
    public void Finish(TenantId tenant, Guid archive) =>
        File.Move(Path.Combine(FolderOf(tenant), archive.ToString("N") + Part), PathOf(tenant, archive), overwrite: true);

    /// <returns>Null where it is not there.</returns>
    public FileStream? Open(TenantId tenant, Guid archive)
    {
        try
        {
            return new(PathOf(tenant, archive), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Delete(TenantId tenant, Guid archive)
    {
        if (!Directory.Exists(FolderOf(tenant)))
            return;
        File.Delete(PathOf(tenant, archive));
        File.Delete(Path.Combine(FolderOf(tenant), archive.ToString("N") + Part));
    }

    /// <summary>All that lie there, finished or not.</summary>
    public IReadOnlyList<(TenantId Tenant, Guid Archive)> All() =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(folder)
                    .SelectMany(d => Directory.EnumerateFiles(d).Select(f => (Path.GetFileName(d), Path.GetFileNameWithoutExtension(f))))
                    .Distinct()
                    .Where(n => Guid.TryParseExact(n.Item1, "N", out _) && Guid.TryParseExact(n.Item2, "N", out _))
                    .Select(n => (new TenantId(Guid.Parse(n.Item1)), Guid.Parse(n.Item2))),
            ]
            : [];

    private string FolderOf(TenantId tenant) => Path.Combine(folder, tenant.Value.ToString("N"));

    private string PathOf(TenantId tenant, Guid archive) => Path.Combine(FolderOf(tenant), archive.ToString("N") + Whole);
}
