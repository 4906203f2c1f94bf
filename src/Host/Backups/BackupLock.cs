namespace Niaga.Host.Backups;

/// <summary>One shipper, one base backup, one restore of a business at a time over all processes that share a data folder.</summary>
internal static class BackupLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <returns>Null while another process holds it.</returns>
    public static FileStream? Try(string dataFolder, string what)
    {
        Directory.CreateDirectory(dataFolder);
        try
        {
            return new FileStream(
                Path.Combine(dataFolder, $"backup-{what}.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits for it: whoever has it ships or copies, and lets go when it is done or ends.</summary>
    public static async Task<FileStream> Take(string dataFolder, string what, CancellationToken cancel)
    {
        while (true)
        {
            if (Try(dataFolder, what) is { } held)
                return held;

            // A lock of the system between processes: .NET can try it and cannot wait for it.
            await Task.Delay(Pause, cancel);
        }
    }
}
