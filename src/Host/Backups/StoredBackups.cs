using System.Globalization;
using Niaga.Host.Database;

namespace Niaga.Host.Backups;

/// <summary>The backups of a deployment: where they lie and what opens them.</summary>
internal sealed class StoredBackups(BackupSettings settings, BackupStore store, BackupKey key, TimeProvider clock)
{
    public BackupSettings Settings => settings;

    public BackupStore Store => store;

    public BackupKey Key => key;

    public TimeProvider Clock => clock;

    /// <summary>The folder that holds <c>deploy/</c>, from which side servers are started.</summary>
    public string Root { get; init; } = Directory.GetCurrentDirectory();

    public WalArchive Wal => new(store, key, clock);

    /// <exception cref="PrerequisiteMissing">No folder is set, or the key is missing.</exception>
    public static StoredBackups Open(BackupSettings settings, string dataFolder, TimeProvider clock)
    {
        var (store, file) = (StoreOf(settings), KeyFileOf(settings, dataFolder));
        return new(settings, store, BackupKey.Read(file), clock);
    }

    /// <summary>As <see cref="Open"/>; the first backup there is makes the key, and <paramref name="made"/> is told where.</summary>
    public static async Task<StoredBackups> OpenOrBegin(
        BackupSettings settings,
        string dataFolder,
        TimeProvider clock,
        Action<string> made,
        CancellationToken cancel
    )
    {
        var (store, file) = (StoreOf(settings), KeyFileOf(settings, dataFolder));
        // A second key beside backups of the first would hide that nobody can open those.
        if (!File.Exists(file) && (await store.List("", cancel)).Count == 0)
        {
            var key = BackupKey.Make(file);
            made(file);
            return new(settings, store, key, clock);
        }
        return new(settings, store, BackupKey.Read(file), clock);
    }

    /// <summary>Ships what the server left in its spool, alone.</summary>
    public async Task<WalArchive.Shipped> Ship(BackupSource source, string system, CancellationToken cancel)
    {
        if (source.Spool(settings) is not { } spool)
            return default;

        await using var alone = await BackupLock.Take(source.DataFolder, "wal", cancel);
        return await Wal.Ship(spool, system, cancel);
    }

    /// <summary>Takes a base backup, alone.</summary>
    public async Task<BackupManifest> TakeBase(BackupSource source, CancellationToken cancel)
    {
        var admin = source.AdminOrRefuse();
        var system = await BackupSource.System(admin, cancel);
        await using var alone = await BackupLock.Take(source.DataFolder, "base", cancel);
        return await new BaseBackup(store, key, clock).Take(
            admin,
            settings.ServerData,
            source.PasswordFile,
            async () => await Ship(source, system, cancel),
            cancel
        );
    }

    /// <summary>A moment as an operator writes it: ISO 8601 with its offset, or Z.</summary>
    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            ? time.ToUniversalTime()
            : throw new PrerequisiteMissing($"\"{text}\" is no time with its offset, such as 2026-11-30T09:00:00+08:00.");

    private static BackupStore StoreOf(BackupSettings settings) =>
        settings.On
            ? BackupStore.Of(settings)
            : throw new PrerequisiteMissing(
                "Set Backup__Folder to where backups go, best on another disk or machine, or Backup__S3__Bucket and what belongs to it."
            );

    private static string KeyFileOf(BackupSettings settings, string dataFolder) =>
        settings.KeyFile ?? Path.Combine(dataFolder, "backup.key");
}
