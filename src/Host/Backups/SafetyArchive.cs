using System.Globalization;
using Niaga.Platform.Archives;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Host.Backups;

/// <summary>
/// All of a business as it is now, before a restore changes it: a file in the archive's format, which the line of <c>backup.key</c> opens.
/// It lies beside the journals of restores for as long as backups are kept.
/// </summary>
internal sealed class SafetyArchive(string dataFolder)
{
    private const string Ending = ".zip.pgp";

    private string Folder => Path.Combine(dataFolder, "restores");

    public string PathOf(TenantId tenant, RestoreJournal journal) =>
        Path.Combine(
            Folder,
            string.Create(CultureInfo.InvariantCulture, $"{tenant}-{journal.Began.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{Ending}")
        );

    /// <summary>Writes it, where a run before this one has not. It is there whole or not at all.</summary>
    public async Task Write(TenantId tenant, RestoreJournal journal, ArchiveWriter writer, BackupKey key, CancellationToken cancel)
    {
        var file = PathOf(tenant, journal);
        if (File.Exists(file))
            return;

        OwnerOnly.CreateFolder(Folder);
        var part = file + ".part";
        File.Delete(part);
        await using (var to = OwnerOnly.Create(part))
        {
            await writer.Write(tenant, to, key.Line, new ArchiveProgress(), cancel);
            to.Flush(flushToDisk: true);
        }
        File.Move(part, file);
    }

    public void Remove(TenantId tenant, RestoreJournal journal) => File.Delete(PathOf(tenant, journal));

    /// <summary>Takes away those that are older than any backup.</summary>
    public int Prune(DateTimeOffset before)
    {
        if (!Directory.Exists(Folder))
            return 0;

        var old = Directory
            .EnumerateFiles(Folder, "*" + Ending + "*")
            .Where(f => File.GetLastWriteTimeUtc(f) < before.UtcDateTime)
            .ToArray();
        foreach (var file in old)
            File.Delete(file);
        return old.Length;
    }
}
