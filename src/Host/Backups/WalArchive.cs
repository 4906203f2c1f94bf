namespace Niaga.Host.Backups;

/// <summary>The server's log in the backups: what it left in the spool, encrypted and shipped, segment after segment.</summary>
internal sealed class WalArchive(BackupStore store, BackupKey key, TimeProvider clock)
{
    private const string Suffix = ".gz.pgp";

    /// <param name="Segments">Files shipped now.</param>
    /// <param name="Waiting">Files still in the spool.</param>
    /// <param name="Foreign">Files of another server, left where they are.</param>
    internal readonly record struct Shipped(int Segments, int Waiting, int Foreign);

    public static string Name(string system, string segment) => $"{system}/wal/{segment}{Suffix}";

    public Task<bool> Has(string system, string segment, CancellationToken cancel) => store.Has(Name(system, segment), cancel);

    /// <summary>Ships what lies in the spool, the oldest first, and empties it. One at a time: the caller holds the lock.</summary>
    public async Task<Shipped> Ship(string spool, string system, CancellationToken cancel)
    {
        if (!Directory.Exists(spool))
            return default;

        var waiting = Directory
            .EnumerateFiles(spool)
            .Where(f => WalSegment.IsArchived(Path.GetFileName(f)))
            .OrderBy(f => Path.GetFileName(f), StringComparer.Ordinal)
            .ToArray();
        var (shipped, foreign) = (0, 0);
        foreach (var file in waiting)
        {
            var name = Path.GetFileName(file);
            // What belongs to another server, such as one that was started anew, must never get between this one's segments.
            if (name.Length == 24 && await Complaint(file, name, system, cancel) is not null)
            {
                foreign++;
                continue;
            }
            await store.Write(
                Name(system, name),
                to =>
                    key.Seal(
                        to,
                        name,
                        clock.GetUtcNow(),
                        async sealing =>
                        {
                            await using var from = File.OpenRead(file);
                            await from.CopyToAsync(sealing, cancel);
                        }
                    ),
                cancel
            );
            File.Delete(file);
            shipped++;
        }
        return new(shipped, waiting.Length - shipped - foreign, foreign);
    }

    /// <summary>The segments there are of a server, by number; of several timelines where a copy was opened.</summary>
    public async Task<IReadOnlyList<WalSegment>> Segments(string system, int segmentBytes, CancellationToken cancel) =>
        [
            .. (await Files(system, cancel))
                .Select(n => WalSegment.Parse(n, segmentBytes))
                .OfType<WalSegment>()
                .OrderBy(s => s.Number)
                .ThenBy(s => s.Timeline),
        ];

    /// <summary>Segments that are missing between two numbers, the first of each gap.</summary>
    public static IReadOnlyList<string> Gaps(IReadOnlyList<WalSegment> segments, WalSegment from)
    {
        var gaps = new List<string>();
        var (expected, last) = (from.Number, from.Name);
        foreach (var segment in segments.Where(s => s.Number >= from.Number))
        {
            if (segment.Number > expected)
                gaps.Add(
                    segment.Number - expected == 1 ? $"one segment after {last}" : $"{segment.Number - expected} segments after {last}"
                );
            (expected, last) = (segment.Number + 1, segment.Name);
        }
        if (expected == from.Number)
            gaps.Add($"{from.Name} and all after it");
        return gaps;
    }

    /// <summary>Puts into a folder what a base needs to go on: from its first segment to one, and every history of timelines.</summary>
    /// <returns>Number of files.</returns>
    public async Task<int> Fetch(BackupManifest manifest, WalSegment from, ulong to, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var needed = (await Files(manifest.System, cancel))
            .Where(n =>
                n.EndsWith(".history", StringComparison.Ordinal)
                || (WalSegment.Parse(n, manifest.SegmentBytes) is { } s && s.Number >= from.Number && s.Number <= to)
            )
            .ToArray();
        foreach (var name in needed)
        {
            await using var target = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write);
            await Read(manifest.System, name, target, cancel);
        }
        return needed.Length;
    }

    /// <summary>What is wrong with one; null when it opens and is what its name says.</summary>
    public async Task<string?> Check(string system, string name, CancellationToken cancel)
    {
        try
        {
            var content = new StartOnly();
            await Read(system, name, content, cancel);
            return name.Length == 24 ? WalSegment.Complaint(name, content.Start, content.Length, system) : null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    /// <summary>Names of all files of a server's log.</summary>
    public async Task<IReadOnlyList<string>> Files(string system, CancellationToken cancel) =>
        [
            .. (await store.List($"{system}/wal/", cancel))
                .Select(o => o.Name.Split('/')[^1])
                .Where(n => n.EndsWith(Suffix, StringComparison.Ordinal))
                .Select(n => n[..^Suffix.Length])
                .Where(WalSegment.IsArchived),
        ];

    /// <summary>
    /// What lies on a timeline that was left when all was restored to an earlier moment: by a time it cannot be reached any more, and it
    /// goes when it is too old.
    /// </summary>
    /// <returns>In a sentence; null where there is none.</returns>
    public async Task<string?> Abandoned(string system, int segmentBytes, CancellationToken cancel)
    {
        var files = await Files(system, cancel);
        if (files.Where(n => n.EndsWith(".history", StringComparison.Ordinal)).Max(StringComparer.Ordinal) is not { } newest)
            return null;

        using var history = new MemoryStream();
        await Read(system, newest, history, cancel);
        var left = WalSegment.Forks(System.Text.Encoding.ASCII.GetString(history.ToArray()), segmentBytes);
        var abandoned = (await Segments(system, segmentBytes, cancel))
            .Where(s => left.TryGetValue(s.Timeline, out var last) && s.Number > last)
            .Select(s => s.Name)
            .ToArray();
        return abandoned.Length == 0
            ? null
            : $"Log of {system}: {abandoned.Length} segments from {abandoned[0]} on were left when all was restored to an earlier moment. "
                + "No time leads there any more; they go when they are too old.";
    }

    /// <summary>When the last segment of a server was shipped.</summary>
    public async Task<DateTimeOffset?> LastShipped(string system, CancellationToken cancel) =>
        (await store.List($"{system}/wal/", cancel)).Max(o => (DateTimeOffset?)o.WrittenAt);

    /// <summary>Takes away what lies before a number.</summary>
    public async Task<int> Prune(string system, ulong before, int segmentBytes, CancellationToken cancel)
    {
        var old = (await Segments(system, segmentBytes, cancel)).Where(s => s.Number < before).ToArray();
        foreach (var segment in old)
            await store.Delete(Name(system, segment.Name), cancel);
        return old.Length;
    }

    private async Task Read(string system, string name, Stream to, CancellationToken cancel)
    {
        await using var stream = await store.Open(Name(system, name), cancel);
        await key.Open(stream, plain => plain.CopyToAsync(to, cancel));
    }

    private static async Task<string?> Complaint(string file, string name, string system, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        var start = new byte[64];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        return WalSegment.Complaint(name, start.AsSpan(0, read), stream.Length, system);
    }

    /// <summary>Keeps the first bytes and counts the rest.</summary>
    private sealed class StartOnly : Stream
    {
        private readonly byte[] start = new byte[64];
        private long length;

        public ReadOnlySpan<byte> Start => start.AsSpan(0, (int)Math.Min(length, start.Length));

        public override long Length => length;
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Position
        {
            get => length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (length < start.Length)
                buffer.AsSpan(offset, (int)Math.Min(count, start.Length - length)).CopyTo(start.AsSpan((int)length));
            length += count;
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
