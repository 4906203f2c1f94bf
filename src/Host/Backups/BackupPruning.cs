namespace Niaga.Host.Backups;

/// <summary>Takes away what no moment of the kept days needs.</summary>
internal sealed class BackupPruning(StoredBackups backups)
{
    /// <param name="Bases">Base backups taken away.</param>
    /// <param name="Segments">Segments of the log taken away.</param>
    /// <param name="Files">Files taken away, gone from the business for longer than that.</param>
    internal readonly record struct Result(int Bases, int Segments, int Files);

    public async Task<Result> Run(CancellationToken cancel)
    {
        var oldest = backups.Clock.GetUtcNow() - TimeSpan.FromDays(backups.Settings.KeepDays);
        var all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        var (bases, segments) = (0, 0);
        foreach (var server in all.GroupBy(m => m.System))
        {
            // The first moment of the kept days is restored from the newest base before it.
            var first = server.LastOrDefault(m => m.FinishedAt <= oldest) ?? server.First();
            foreach (var old in server.Where(m => m.FinishedAt < first.FinishedAt))
            {
                // The manifest first: what is not listed any more is not half there.
                backups.Store.Delete($"{old.System}/base/{old.Name}/manifest.json");
                backups.Store.Delete(old.Object);
                bases++;
            }
            var needed = WalSegment.Parse(first.FirstSegment, first.SegmentBytes)!.Value.Number;
            segments += backups.Wal.Prune(first.System, needed, first.SegmentBytes);
        }
        return new(bases, segments, new FileBackup(backups).Prune(oldest));
    }
}
