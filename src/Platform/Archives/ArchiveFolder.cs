namespace Niaga.Platform.Archives;

/// <summary>How an archive lies on a disk.</summary>
internal static class ArchiveFolder
{
    /// <summary>A new file that only the owner of the process reads.</summary>
    public static FileStreamOptions NewFile
    {
        get
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 1 << 16,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }
}
