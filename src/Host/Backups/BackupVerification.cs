using System.Formats.Tar;
using System.Security.Cryptography;

namespace Niaga.Host.Backups;

/// <summary>Reads all backups to their end: hashes, what opens, whether the log has every segment.</summary>
internal sealed class BackupVerification(StoredBackups backups)
{
    /// <param name="Bases">Base backups that are whole.</param>
    /// <param name="Segments">Segments of the log that are whole.</param>
    /// <param name="Bytes">Bytes read.</param>
    /// <param name="Complaints">What is wrong, in sentences; none when everything can be restored.</param>
    internal sealed record Result(int Bases, int Segments, long Bytes, IReadOnlyList<string> Complaints)
    {
        /// <summary>What is as it should be and worth knowing.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];
    }

    public async Task<Result> Run(CancellationToken cancel)
    {
        var (bases, segments, bytes, complaints) = (0, 0, 0L, new List<string>());
        var notes = new List<string>();
        IReadOnlyList<BackupManifest> all;
        try
        {
            all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        }
        catch (InvalidDataException e)
        {
            return new(0, 0, 0, [e.Message]);
        }
        if (all.Count == 0)
            complaints.Add($"There is no base backup in {backups.Store.Place}.");
        foreach (var manifest in all)
        {
            if (await Complaint(manifest, cancel) is { } complaint)
                complaints.Add($"Base {manifest.Name}: {complaint}");
            else
                bases++;
            bytes += manifest.Bytes;
        }
        foreach (var oldest in all.GroupBy(m => m.System).Select(g => g.First()))
        {
            var known = await backups.Wal.Segments(oldest.System, oldest.SegmentBytes, cancel);
            var from = WalSegment.Parse(oldest.FirstSegment, oldest.SegmentBytes)!.Value;
            if (await backups.Wal.Abandoned(oldest.System, oldest.SegmentBytes, cancel) is { } abandoned)
                notes.Add(abandoned);
            complaints.AddRange(WalArchive.Gaps(known, from).Select(g => $"Log: missing {g}"));
            foreach (var name in await backups.Wal.Files(oldest.System, cancel))
            {
                if (await backups.Wal.Check(oldest.System, name, cancel) is { } complaint)
                    complaints.Add($"Log {name}: {complaint}");
                else
                    segments++;
            }
        }
        foreach (var manifest in all)
        {
            if (!await backups.Wal.Has(manifest.System, manifest.LastSegment, cancel))
                complaints.Add($"Base {manifest.Name}: the log up to its end ({manifest.LastSegment}) is missing");
        }
        return new(
            bases,
            segments,
            bytes + (await backups.Store.List("", cancel)).Where(o => o.Name.Contains("/wal/")).Sum(o => o.Size),
            complaints
        )
        {
            Notes = notes,
        };
    }

    private async Task<string?> Complaint(BackupManifest manifest, CancellationToken cancel)
    {
        try
        {
            await using (var stream = await backups.Store.Open(manifest.Object, cancel))
            {
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)) != manifest.Sha256)
                    return "it was changed: its hash is not the manifest's";
            }
            var (label, files) = (false, 0);
            await using var again = await backups.Store.Open(manifest.Object, cancel);
            await backups.Key.Open(
                again,
                async plain =>
                {
                    await using var tar = new TarReader(plain, leaveOpen: true);
                    while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
                    {
                        label |= entry.Name == "backup_label";
                        files += entry.EntryType == TarEntryType.RegularFile ? 1 : 0;
                    }
                }
            );
            return !label ? "it has no label"
                : files < manifest.DataFiles ? $"it has {files} files instead of {manifest.DataFiles}"
                : null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
