using Niaga.Platform.ObjectStores;

namespace Niaga.Platform.Files;

/// <summary>Configuration section <c>Files</c>.</summary>
public sealed class FileSettings
{
    /// <summary>How much a business may keep, in megabytes of 1024 × 1024 bytes.</summary>
    public int MegabytesPerBusiness { get; set; } = 500;

    /// <summary>The folder the files lie in; <c>files</c> in the data folder when null. All nodes must see it.</summary>
    public string? Folder { get; set; }

    /// <summary>A bucket they lie in, instead of the folder.</summary>
    public S3Settings S3 { get; set; } = new();

    public ScannerSettings Scanner { get; set; } = new();

    /// <summary>Where clamd listens. Without a host nothing is scanned.</summary>
    public sealed class ScannerSettings
    {
        public string? Host { get; set; }

        public int Port { get; set; } = 3310;

        /// <summary>Longest time of one file.</summary>
        public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
    }
}
