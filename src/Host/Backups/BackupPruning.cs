namespace Niaga.Host.Backups;

/// <summary>Takes away what no moment of the kept days needs.</summary>
internal sealed class BackupPruning(StoredBackups backups)
{
    /// <param name="Bases">Base backups taken away.</param>
    /// <param name="Segments">Segments of the log taken away.</param>
    /// <param name="Files">Files taken away, gone from the business for longer than that.</param>
    internal readonly record struct Result(int Bases, int Segments, int Files)
    {
        /// <summary>What stays and is worth knowing.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];
    }

    public async Task<Result> Run(CancellationToken cancel)
    {
        var oldest = backups.Clock.GetUtcNow() - TimeSpan.FromDays(backups.Settings.KeepDays);
        var all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        var (bases, segments, notes) = (0, 0, new List<string>());
        foreach (var server in all.GroupBy(m => m.System))
        {
            // The first moment of the kept days is restored from the newest base before it.
            var first = server.LastOrDefault(m => m.FinishedAt <= oldest) ?? server.First();
            foreach (var old in server.Where(m => m.FinishedAt < first.FinishedAt))
            {
                // The manifest first: what is not listed any more is not half there.
                await backups.Store.Delete($"{old.System}/base/{old.Name}/manifest.json", cancel);
                await backups.Store.Delete(old.Object, cancel);
                bases++;
            }
            var needed = WalSegment.Parse(first.FirstSegment, first.SegmentBytes)!.Value.Number;
            segments += await backups.Wal.Prune(first.System, needed, first.SegmentBytes, cancel);
            if (await backups.Wal.Abandoned(first.System, first.SegmentBytes, cancel) is { } abandoned)
                notes.Add(abandoned);
        }
        SweepUnfinished();
        return new(bases, segments, await new FileBackup(backups).Prune(oldest, cancel)) { Notes = notes };
    }

    /// <summary>What a writer that was killed left in a folder; one that still writes is younger.</summary>
    private void SweepUnfinished()
    {
        if (backups.Settings.Folder is not { } folder || !Directory.Exists(folder))
            return;

        var old = backups.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1);
        foreach (var file in Directory.EnumerateFiles(folder, "*.part", SearchOption.AllDirectories).ToArray())
        {
            if (File.GetLastWriteTimeUtc(file) < old)
                File.Delete(file);
        }
    }
}
