namespace Niaga.Platform.Encryption;

/// <summary>
/// One at a time over all nodes that share a folder: the system's own lock on a file, which ends with the process that holds it.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly FileStream held;

    private FileLock(FileStream held) => this.held = held;

    /// <param name="file">The file that stands for the lock; made where it is missing.</param>
    /// <exception cref="IOException">Somebody held it for longer than anything here takes.</exception>
    public static FileLock Take(string file)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var since = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (Environment.TickCount64 - since < Longest.TotalMilliseconds)
            {
                // The framework cannot wait for a file's lock, only try it; whoever holds it writes two small files and lets go.
                Thread.Sleep(Pause);
            }
        }
    }

    public void Dispose() => held.Dispose();
}
