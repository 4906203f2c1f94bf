using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Archives;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.ObjectStores;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>
/// Takes one business back to a time, beside all others that go on working: a side server of then, its rows compared and copied in one
/// transaction, files, and what the deletion ledger says must go again.
/// </summary>
internal sealed class RestoreBusiness(
    StoredBackups backups,
    BackupSource source,
    string migrator,
    IServiceProvider services,
    ModuleCatalog modules
)
{
    private const int MostShown = 1000;

    /// <param name="Tables">What was, or would be, done to each.</param>
    /// <param name="Changes">Rows that differ; of a dry run only.</param>
    /// <param name="Began">The moment before: restoring to that is the way back. Null for a dry run.</param>
    /// <param name="Hash">Of all replaced rows, then and now; null for a dry run, and where an earlier run had put them in place.</param>
    /// <param name="DestroyedAgain">Rows that came back and had been destroyed for good.</param>
    /// <param name="Files">Files brought back from the backup.</param>
    /// <param name="Missing">Files whose bytes are nowhere.</param>
    /// <param name="Safety">The archive of what there was before; null for a dry run.</param>
    internal sealed record Result(
        IReadOnlyList<TableRestored> Tables,
        IReadOnlyList<(string Table, string? Then, string? Now)> Changes,
        DateTimeOffset? Began = null,
        string? Hash = null,
        long DestroyedAgain = 0,
        int Files = 0,
        int Missing = 0,
        string? Safety = null
    );

    private SafetyArchive Safety => new(source.DataFolder);

    private Databases Databases => services.GetRequiredService<Databases>();

    /// <param name="slug">The business's address now.</param>
    /// <param name="at">To when.</param>
    /// <param name="dryRun">Say what would be done, and change nothing.</param>
    /// <param name="cancel">Ends it; run again it goes on.</param>
    /// <exception cref="PrerequisiteMissing">It cannot be done, and nothing was changed.</exception>
    public async Task<Result> Run(string slug, DateTimeOffset at, bool dryRun, CancellationToken cancel)
    {
        var (tenant, _) = (await TenantList.Read(Databases, slug))[0];
        await using var alone =
            BackupLock.Try(source.DataFolder, "restore")
            ?? throw new PrerequisiteMissing("Another restore of a business is under way; wait until it is done.");
        var journal = RestoreJournal.Read(source.DataFolder, tenant);
        if (journal is not null && (dryRun || journal.At != at))
        {
            throw new PrerequisiteMissing(
                $"A restore of {slug} to {journal.At:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'} has begun and not finished: run that again first."
            );
        }
        await using var owner = await RestoreCopies.Owner(migrator, cancel);
        var result = new Result([], []);
        if (journal is null || !await IsInPlace(owner, tenant, journal, cancel))
            result = await Rows(owner, tenant, slug, at, journal, dryRun, cancel);
        if (dryRun)
            return result;

        return await Finish(owner, tenant, result, cancel);
    }

    private async Task<Result> Rows(
        NpgsqlConnection owner,
        TenantId tenant,
        string slug,
        DateTimeOffset at,
        RestoreJournal? journal,
        bool dryRun,
        CancellationToken cancel
    )
    {
        var began = backups.Clock.GetUtcNow();
        if (!dryRun && journal is null)
            await ShipAll(cancel);
        var folder = SideFolder(source.DataFolder);
        // One that was killed left its folder.
        SideServer.Remove(folder);
        await using var side = await SideServer.Open(backups, at, folder, keep: false, cancel);
        var database = new NpgsqlConnectionStringBuilder(source.App).Database!;
        await BringUp(side, database, cancel);
        var admin = new NpgsqlConnectionStringBuilder(side.Admin) { Database = database }.ConnectionString;
        await using (var there = new NpgsqlConnection(admin + ";Pooling=false"))
        {
            await there.OpenAsync(cancel);
            if (await RestoreCopies.Ask(there, "SELECT 1 FROM platform.tenants WHERE tenant_id = $1", cancel, tenant.Value) is [])
                throw new PrerequisiteMissing($"{slug} did not exist at that time.");
        }
        var tables = await RestoredTable.All(Databases, modules, cancel);
        await RestoreCopies.Make(owner, admin, tenant, tables, cancel);
        var rows = new RestoreRows(owner, tenant, tables);
        if (dryRun)
        {
            await using var looking = await RestoreCopies.Begin(owner, tenant, cancel);
            var planned = new Result(await rows.Plan(cancel), await rows.Changes(MostShown, cancel));
            await looking.RollbackAsync(cancel);
            await RestoreCopies.Drop(owner, cancel);
            return planned;
        }
        if (journal is null)
        {
            journal = new(Guid.CreateVersion7(began), at, began, await Status(tenant, cancel) == "active");
            journal.Write(source.DataFolder, tenant);
        }
        if (await Status(tenant, cancel) == "active")
            await TenantStatus.Change(services, tenant, "read_only", "Data is being restored to an earlier time.");
        try
        {
            await Safety.Write(tenant, journal, services.GetRequiredService<ArchiveWriter>(), backups.Key, cancel);
            var applied = await rows.Apply(journal, cancel);
            return new(applied.Tables, [], journal.Began, applied.Now);
        }
        catch (Exception e) when (e is PrerequisiteMissing or PostgresException)
        {
            // Nothing was changed: the business opens as it was.
            if (journal.WasActive && await Status(tenant, cancel) == "read_only")
                await TenantStatus.Change(services, tenant, "active", "The restore was given up; nothing was changed.");
            Safety.Remove(tenant, journal);
            RestoreJournal.End(source.DataFolder, tenant);
            await RestoreCopies.Drop(owner, cancel);
            throw;
        }
    }

    /// <summary>Everything after the commit; each step again does no harm.</summary>
    private async Task<Result> Finish(NpgsqlConnection owner, TenantId tenant, Result result, CancellationToken cancel)
    {
        var journal = RestoreJournal.Read(source.DataFolder, tenant)!;
        await RestoreCopies.Drop(owner, cancel);
        var again = await services.GetRequiredService<PurgeAgain>().Apply(tenant, cancel);
        var store = services.GetRequiredService<IObjectStore>();
        var copied = await new FileBackup(backups).RestoreFiles(store, FileStore.PrefixOf(tenant), cancel);
        var missing = await Missing(owner, store, tenant, cancel);
        if (journal.WasActive && await Status(tenant, cancel) == "read_only")
            await TenantStatus.Change(services, tenant, "active", "Data is restored.");
        RestoreJournal.End(source.DataFolder, tenant);
        return result with
        {
            Began = journal.Began,
            DestroyedAgain = again.Destroyed,
            Files = copied,
            Missing = missing,
            Safety = Safety.PathOf(tenant, journal),
        };
    }

    /// <summary>Takes away what a killed restore left beside the rows, where none is under way; run again it makes it anew.</summary>
    public static async Task Sweep(string dataFolder, string migrator, CancellationToken cancel)
    {
        await using var alone = BackupLock.Try(dataFolder, "restore");
        if (alone is null)
            return;

        SideServer.Remove(SideFolder(dataFolder));
        await using var owner = await RestoreCopies.Owner(migrator, cancel);
        await RestoreCopies.Drop(owner, cancel);
    }

    private static string SideFolder(string dataFolder) => Path.Combine(dataFolder, "restore-side");

    /// <summary>What was written until now can be restored from now on: the way back.</summary>
    private async Task ShipAll(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(source.AdminOrRefuse()) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        var system = await BackupSource.System(source.App, cancel);
        var last = (string)(await RestoreCopies.Ask(connection, "SELECT pg_walfile_name(pg_switch_wal())", cancel))[0][0]!;
        for (var left = 300; !await backups.Wal.Has(system, last, cancel); left--)
        {
            if (left == 0)
                throw new PrerequisiteMissing("The log is not being archived, so there would be no way back. Nothing was changed.");
            await backups.Ship(source, system, cancel);
            // PostgreSQL copies the segment in a process of its own and tells nobody; a minute at most.
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        }
    }

    /// <summary>The side's schema becomes this version's; a newer one is refused.</summary>
    private async Task BringUp(SideServer side, string database, CancellationToken cancel)
    {
        var there = side.As(DatabaseRoles.Migrator, database) + ";Pooling=false";
        var migrator = new Migrator(modules, there);
        await using var connection = new NpgsqlConnection(there);
        await connection.OpenAsync(cancel);
        await RestoreCopies.Run(connection, $"SET ROLE {DatabaseRoles.Owner}", cancel);
        var known = await RestoreCopies.Ask(connection, "SELECT module || '/' || name FROM platform.migrations", cancel);
        if (known.Select(r => (string)r[0]!).Except(migrator.Names).FirstOrDefault() is { } newer)
            throw new PrerequisiteMissing($"At that time the database was of a newer version ({newer}). Use that version of Niaga.");
        await migrator.Migrate(cancel);
    }

    private static async Task<bool> IsInPlace(NpgsqlConnection owner, TenantId tenant, RestoreJournal journal, CancellationToken cancel)
    {
        await using var looking = await RestoreCopies.Begin(owner, tenant, cancel);
        return await RestoreCopies.Ask(
            owner,
            "SELECT 1 FROM platform.audit_entries WHERE tenant_id = $1 AND entry_id = $2",
            cancel,
            tenant.Value,
            journal.Id
        )
            is not [];
    }

    private async Task<string> Status(TenantId tenant, CancellationToken cancel)
    {
        await using var ask = Databases.Shared.CreateCommand("SELECT status FROM platform.tenants WHERE tenant_id = $1");
        ask.Parameters.AddWithValue(tenant.Value);
        return (string)(await ask.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<int> Missing(NpgsqlConnection owner, IObjectStore store, TenantId tenant, CancellationToken cancel)
    {
        await using var looking = await RestoreCopies.Begin(owner, tenant, cancel);
        var rows = await RestoreCopies.Ask(
            owner,
            "SELECT object_id FROM platform.files WHERE tenant_id = $1 AND object_id IS NOT NULL",
            cancel,
            tenant.Value
        );
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var one in store.List(FileStore.PrefixOf(tenant), cancel))
            there.Add(one.Name);
        return rows.Count(r => !there.Contains(FileStore.NameOf(tenant, (Guid)r[0]!)));
    }
}
