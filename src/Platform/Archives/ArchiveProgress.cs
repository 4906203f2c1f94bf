namespace Niaga.Platform.Archives;

/// <summary>How far an archive is: rows and files, written by who makes it and read by who shows it.</summary>
internal sealed class ArchiveProgress
{
    private long done;
    private long total;

    public long Done => Interlocked.Read(ref done);

    public long Total => Interlocked.Read(ref total);

    public void Begin(long all) => Interlocked.Exchange(ref total, all);

    public void Step() => Interlocked.Increment(ref done);
}
