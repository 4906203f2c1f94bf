using Niaga.Host.Database;
using Niaga.Platform.Modules;

namespace Niaga.Host;

/// <summary>
/// A deployment's database, ready to use: the embedded PostgreSQL or the one <c>NIAGA_DATABASE</c> names, with roles, database
/// and schema in place. Lives as long as the command that opened it.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private Deployment(EmbeddedPostgres? embedded, BackupSource source, Bootstrap.Connections connections, ModuleCatalog modules) =>
        (this.embedded, Source, Connections, Modules) = (embedded, source, connections, modules);

    /// <summary>What is backed up.</summary>
    public BackupSource Source { get; }

    public Bootstrap.Connections Connections { get; }

    public ModuleCatalog Modules { get; }

    /// <summary>Keys, development mail and published audit heads; the embedded server's data too.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("NIAGA_DATA") ?? Path.Combine(Directory.GetCurrentDirectory(), ".niaga");

    /// <summary>Starts or finds the server, makes what is missing, migrates.</summary>
    /// <param name="modules">The manifests, for the schema; found while the server starts.</param>
    /// <param name="beside">Use the embedded server of a Niaga that is running, where one is: a command beside the site.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="PrerequisiteMissing">The database cannot be used; says what to do.</exception>
    public static async Task<Deployment> Open(Task<ModuleCatalog> modules, bool beside, CancellationToken cancel)
    {
        if (DatabaseSettings.FromEnvironment() is { } settings)
        {
            var given = await Migrated(await settings.Prepare(cancel), await modules, cancel);
            return new(null, new(Folder, settings.Admin, Embedded: false, given.App), given, await modules);
        }

        var postgres = BackupSource.PostgresIn(Folder);
        if (beside && await EmbeddedPostgres.FindRunning(postgres, cancel) is { } running)
        {
            var connections = await Migrated(await new DatabaseSettings(running).Prepare(cancel), await modules, cancel);
            return new(null, new(Folder, running, Embedded: true, connections.App), connections, await modules);
        }

        // Only where somebody ships it: a log that is archived and fetched by nobody fills the disk.
        var spool = BackupSettings.FromEnvironment().On ? BackupSource.SpoolIn(Folder) : null;
        var embedded = await EmbeddedPostgres.Start(Directory.GetCurrentDirectory(), postgres, passing: false, cancel, archive: spool);
        try
        {
            var connections = await new DatabaseSettings(embedded.AdminConnectionString).Prepare(cancel);
            var source = new BackupSource(Folder, embedded.AdminConnectionString, Embedded: true, connections.App);
            return new(embedded, source, await Migrated(connections, await modules, cancel), await modules);
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    private static async Task<Bootstrap.Connections> Migrated(
        Bootstrap.Connections connections,
        ModuleCatalog modules,
        CancellationToken cancel
    )
    {
        await DatabaseSettings.Explained(
            "NIAGA_DATABASE_MIGRATOR",
            async () =>
            {
                await new Migrator(modules, connections.Migrator).Migrate(cancel);
                return true;
            }
        );
        return connections;
    }
}
