using Niaga.Platform.ObjectStores;

namespace Niaga.Host.Database;

/// <summary>Configuration section <c>Backup</c>. Without a folder nothing is backed up, and nothing runs by itself.</summary>
internal sealed class BackupSettings
{
    /// <summary>Where backups go: a disk, better a machine, of its own.</summary>
    public string? Folder { get; set; }

    /// <summary>A bucket of an S3-compatible server instead of a folder.</summary>
    public S3Settings S3 { get; set; } = new();

    public bool On => Folder is { Length: > 0 } || S3.Bucket is { Length: > 0 };

    /// <summary>
    /// What encrypts them; default <c>backup.key</c> in the data folder. Keep a copy elsewhere: without it no backup opens.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>Where a copy of the keys goes, apart from <see cref="Folder"/>; without it they are yours to copy.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>Any moment of so many days can be restored.</summary>
    public int KeepDays { get; set; } = 14;

    public TimeSpan BaseEvery { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a drill restores everything to a side server; zero for never.</summary>
    public TimeSpan DrillEvery { get; set; } = TimeSpan.FromDays(7);

    /// <summary>To how long ago a drill restores: by then the log has been shipped.</summary>
    public TimeSpan DrillBack { get; set; } = TimeSpan.FromMinutes(7);

    /// <summary>Where a server of the operator's puts finished segments of its log; the embedded one has a place of its own.</summary>
    public string? Spool { get; set; }

    /// <summary>Where the data of the operator's server lies as seen from here, when not where the server says.</summary>
    public string? ServerData { get; set; }

    /// <summary>As the environment says, for what starts before there is a site.</summary>
    public static BackupSettings FromEnvironment() => Of(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    public static BackupSettings Of(IConfiguration configuration) => configuration.GetSection("Backup").Get<BackupSettings>() ?? new();
}
