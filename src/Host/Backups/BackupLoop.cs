using Niaga.Host.Database;
using Niaga.Platform.Modules;
using Niaga.Platform.ObjectStores;

namespace Niaga.Host.Backups;

/// <summary>
/// Beside the running site: ships the log within seconds, files and ledgers each minute, takes a base each day and practises each week.
/// </summary>
internal sealed class BackupLoop(
    Func<BackupSource?> sourceNow,
    IConfiguration configuration,
    ModuleCatalog modules,
    IObjectStore files,
    TimeProvider clock,
    ILogger<BackupLoop> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FilesEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly BackupFigures figures = new();
    private (DateTimeOffset Files, DateTimeOffset Base, DateTimeOffset Drill, DateTimeOffset Said) next;
    private string? system;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = BackupSettings.Of(configuration);
        if (!settings.On || sourceNow() is not { } source)
            return;

        using var timer = new PeriodicTimer(Pause, clock);
        StoredBackups? backups = null;
        // A base backup or a drill takes minutes: the log goes on being shipped meanwhile.
        var slow = Task.CompletedTask;
        do
        {
            await Guarded(async () =>
            {
                backups ??= await StoredBackups.OpenOrBegin(settings, source.DataFolder, clock, Made, stoppingToken);
                await Ship(backups, source, stoppingToken);
                if (slow.IsCompleted)
                    slow = Task.Run(() => Guarded(() => Due(backups, source, stoppingToken)), stoppingToken);
            });
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override void Dispose()
    {
        figures.Dispose();
        base.Dispose();
    }

    private void Made(string file) =>
        log.LogWarning("{File} was made and encrypts the backups: keep a copy elsewhere, without it no backup opens", file);

    private async Task Ship(StoredBackups backups, BackupSource source, CancellationToken cancel)
    {
        system ??= await BackupSource.System(source.App, cancel);
        var shipped = await backups.Ship(source, system, cancel);
        if (shipped.Segments > 0)
            figures.Shipped(clock.GetUtcNow());
        figures.Waiting(shipped.Waiting);
        if (shipped.Foreign > 0)
            Say($"{shipped.Foreign} files in the spool are of another server and are not shipped: move them away");
    }

    private async Task Due(StoredBackups backups, BackupSource source, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (source.Spool(backups.Settings) is { } spool && Directory.Exists(spool))
        {
            var old = Directory
                .EnumerateFiles(spool)
                .Count(f => WalSegment.IsArchived(Path.GetFileName(f)) && now - File.GetLastWriteTimeUtc(f) > LongestWait);
            if (old > 0)
                Say($"{old} segments of the log wait longer than five minutes to be shipped to {backups.Store.Place}");
        }
        if (now >= next.Files)
        {
            await new FileBackup(backups).Run(files, source.DataFolder, cancel);
            next.Files = now + FilesEvery;
        }
        if (source.Admin is not null && now >= next.Base)
            await Base(backups, source, now, cancel);
        if (source.Admin is not null && backups.Settings.DrillEvery > TimeSpan.Zero && now >= next.Drill)
            await Drill(backups, source, now, cancel);
    }

    private async Task Base(StoredBackups backups, BackupSource source, DateTimeOffset now, CancellationToken cancel)
    {
        next.Base = now + RetryAfter;
        var last = (await BackupManifest.All(backups.Store, backups.Key, cancel)).LastOrDefault(m => m.System == system);
        if (last is null || now - last.FinishedAt >= backups.Settings.BaseEvery)
        {
            last = await backups.TakeBase(source, cancel);
            await new BackupPruning(backups).Run(cancel);
            new SafetyArchive(source.DataFolder).Prune(backups.Clock.GetUtcNow() - TimeSpan.FromDays(backups.Settings.KeepDays));
        }
        figures.Base(last.FinishedAt, last.Bytes);
        next.Base = last.FinishedAt + backups.Settings.BaseEvery;
    }

    private async Task Drill(StoredBackups backups, BackupSource source, DateTimeOffset now, CancellationToken cancel)
    {
        next.Drill = now + RetryAfter;
        var (newest, verified) = await DrillReport.Last(backups.Store, cancel);
        if (newest is null || now - newest.StartedAt >= backups.Settings.DrillEvery)
        {
            // Not beside the first base: there is nothing yet to go back to.
            if ((await BackupManifest.All(backups.Store, backups.Key, cancel)).All(m => m.FinishedAt > now - backups.Settings.DrillBack))
            {
                next.Drill = now + backups.Settings.DrillBack;
                return;
            }
            newest = await new BackupDrill(backups, source, modules, configuration).Run(cancel);
            log.LogInformation("Drill: restored in {Seconds} s, {Complaints} complaints", (int)newest.RtoSeconds, newest.Complaints.Count);
            foreach (var complaint in newest.Complaints)
                log.LogError("Drill: {Complaint}", complaint);
            if (newest.Passed)
                verified = newest.StartedAt;
        }
        figures.Verified(verified);
        next.Drill = newest.StartedAt + backups.Settings.DrillEvery;
    }

    private async Task Guarded(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The site stops.
        }
#pragma warning disable CA1031 // A backup that fails is told; the site goes on, and so does the next try.
        catch (Exception e)
        {
            Say(e.Message);
        }
#pragma warning restore CA1031
    }

    /// <summary>At most once in ten minutes: a disk that is away is away for each try.</summary>
    private void Say(string what)
    {
        var now = clock.GetUtcNow();
        if (now < next.Said)
            return;

        next.Said = now + TimeSpan.FromMinutes(10);
        log.LogError("Backup: {What}", what);
    }
}
