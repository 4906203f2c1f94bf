using System.Globalization;
using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>Restores everything to a side server and looks whether one could work there; measures how long that takes.</summary>
internal sealed class BackupDrill(StoredBackups backups, BackupSource source, ModuleCatalog modules, IConfiguration configuration)
{
    /// <summary>A segment that waits for longer in the spool is a backlog.</summary>
    private static readonly TimeSpan LongestRpo = TimeSpan.FromMinutes(5);

    private readonly List<string> complaints = [];

    public async Task<DrillReport> Run(CancellationToken cancel)
    {
        var (started, clock) = (backups.Clock.GetUtcNow(), backups.Clock.GetTimestamp());
        var at = await Time(started, cancel);
        var folder = Path.Combine(source.DataFolder, "drill");
        await using var alone = await BackupLock.Take(source.DataFolder, "drill", cancel);
        // One that was killed left its folder.
        SideServer.Remove(folder);
        await using var side = await SideServer.Open(backups, at, folder, keep: false, cancel);
        var database = new NpgsqlConnectionStringBuilder(source.App).Database!;
        var checks = new SideChecks(side.Admin, database);
        var tables = await checks.Tables(modules.Manifests.Select(m => m.Schema), cancel);
        if (tables.Sum(t => t.Value.Rows) == 0)
            complaints.Add("The restored database is empty.");
        var (indexes, broken) = await checks.Indexes(cancel);
        complaints.AddRange(broken);
        SideSite.CopyLedgers(source.DataFolder, folder);
        var app = side.As(DatabaseRoles.App, database);
        var links = await Audit(app, folder, at, cancel);
        var destroyed = await Ledger(app, folder, cancel);
        await SignIn(app, folder, cancel);
        var rto = backups.Clock.GetElapsedTime(clock).TotalSeconds;
        var report = new DrillReport(
            started,
            at,
            side.Manifest.Name,
            side.LastChange,
            await Rpo(side.Manifest.System, started, cancel),
            rto,
            side.Manifest.Bytes,
            side.Manifest.DataBytes,
            indexes,
            links,
            destroyed,
            tables,
            complaints
        );
        await report.Write(backups.Store, cancel);
        return report;
    }

    /// <summary>Some minutes ago, or the newest base where that is later and the only one.</summary>
    private async Task<DateTimeOffset> Time(DateTimeOffset now, CancellationToken cancel)
    {
        var wanted = now - backups.Settings.DrillBack;
        var all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        return all is [var oldest, ..] && oldest.FinishedAt > wanted ? oldest.FinishedAt : wanted;
    }

    /// <summary>Each chain as far as it was sealed by then, compared with the heads published since.</summary>
    private async Task<long> Audit(string app, string folder, DateTimeOffset at, CancellationToken cancel)
    {
        await using var there = new Databases(app + ";Pooling=false");
        await using var here = new Databases(source.App);
        var verification = new AuditVerification(there, new(Path.Combine(folder, "audit-heads.log")));
        var links = 0L;
        foreach (var (tenant, slug) in await TenantList.Read(there, null))
        {
            var sealedThen = await SealedBy(here, tenant, at, cancel);
            var result = await verification.Verify(tenant, sealedThen, cancel);
            links += result.Links;
            if (result.Broken is { } broken)
                complaints.Add($"Audit log of {slug}: broken at {broken}");
            else if (result.Links < sealedThen)
                complaints.Add($"Audit log of {slug}: {result.Links} links, and {sealedThen} were sealed by then");
        }
        return links;
    }

    private static async Task<long> SealedBy(Databases here, TenantId tenant, DateTimeOffset at, CancellationToken cancel)
    {
        await using var connection = await here.Of(tenant).OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var set = new NpgsqlBatch(connection, transaction) { BatchCommands = { TenantReads.Set(TenantScope.Whole(tenant)) } })
            await set.ExecuteNonQueryAsync(cancel);
        await using var ask = new NpgsqlCommand(
            "SELECT coalesce(max(sequence), 0) FROM platform.audit_seals WHERE tenant_id = $1 AND sealed_at < $2",
            connection,
            transaction
        );
        ask.Parameters.AddWithValue(tenant.Value);
        // A seal's moment is taken a little before its commit.
        ask.Parameters.AddWithValue(at.UtcDateTime - TimeSpan.FromSeconds(30));
        return (long)(await ask.ExecuteScalarAsync(cancel))!;
    }

    private async Task<long> Ledger(string app, string folder, CancellationToken cancel)
    {
        await using var site = SideSite.Build(modules, app + ";Pooling=false", configuration, source.DataFolder, folder);
        var again = site.Services.GetRequiredService<PurgeAgain>();
        var destroyed = 0L;
        foreach (var (tenant, _) in await TenantList.Read(site.Services.GetRequiredService<Databases>(), null))
            destroyed += (await again.Apply(tenant, cancel)).Destroyed;
        return destroyed;
    }

    private async Task SignIn(string app, string folder, CancellationToken cancel)
    {
        var reading = app + ";Pooling=false;Options=-c default_transaction_read_only=on";
        await using var site = SideSite.Build(modules, reading, configuration, source.DataFolder, folder);
        await site.StartAsync(cancel);
        using var browser = new HttpClient { BaseAddress = new(site.Urls.First()) };
        using var answer = await browser.GetAsync(new Uri("/sign-in", UriKind.Relative), cancel);
        if (!answer.IsSuccessStatusCode)
            complaints.Add($"The sign-in page answered {(int)answer.StatusCode}.");
        await site.StopAsync(cancel);
    }

    private async Task<double> Rpo(string system, DateTimeOffset now, CancellationToken cancel)
    {
        if (source.Spool(backups.Settings) is { } spool && Directory.Exists(spool))
        {
            var oldest = Directory
                .EnumerateFiles(spool)
                .Where(f => WalSegment.IsArchived(Path.GetFileName(f)))
                .Select(File.GetLastWriteTimeUtc);
            if (oldest.Any(t => now - t > LongestRpo))
                complaints.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Segments of the log wait longer than {LongestRpo.TotalMinutes} minutes to be shipped."
                    )
                );
        }
        return await backups.Wal.LastShipped(system, cancel) is { } last ? Math.Max(0, (now - last).TotalSeconds) : double.MaxValue;
    }
}
