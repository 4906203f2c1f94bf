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

    private Deployment(EmbeddedPostgres? embedded, Bootstrap.Connections connections, ModuleCatalog modules, string dataFolder) =>
        (this.embedded, Connections, Modules, DataFolder) = (embedded, connections, modules, dataFolder);

    public Bootstrap.Connections Connections { get; }

    public ModuleCatalog Modules { get; }

    /// <summary>Keys, development mail and published audit heads; the embedded server's data too.</summary>
    public string DataFolder { get; }

    /// <summary>Starts or finds the server, makes what is missing, migrates.</summary>
    /// <param name="beside">Use the embedded server of a Niaga that is running, where one is: a command beside the site.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<Deployment> Open(bool beside, CancellationToken cancel)
    {
        var root = Directory.GetCurrentDirectory();
        var dataFolder = Environment.GetEnvironmentVariable("NIAGA_DATA") ?? Path.Combine(root, ".niaga");
        var admin = Environment.GetEnvironmentVariable("NIAGA_DATABASE");
        var postgres = Path.Combine(dataFolder, "postgres");
        if (string.IsNullOrWhiteSpace(admin))
            admin = beside ? await EmbeddedPostgres.FindRunning(postgres, cancel) : null;
        var embedded = admin is null ? await EmbeddedPostgres.Start(root, postgres, forTests: false, cancel) : null;
        try
        {
            var modules = Host.Modules.Find();
            var connections = await Connect(embedded?.AdminConnectionString ?? admin!, cancel);
            await new Migrator(modules, connections.Migrator).Migrate(cancel);
            return new(embedded, connections, modules, dataFolder);
        }
        catch
        {
            if (embedded is not null)
                await embedded.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    private static async Task<Bootstrap.Connections> Connect(string admin, CancellationToken cancel)
    {
        try
        {
            return await Bootstrap.Prepare(admin, "niaga", cancel);
        }
        catch (ArgumentException e)
        {
            throw new PrerequisiteMissing($"NIAGA_DATABASE is not a connection string: {e.Message}");
        }
        catch (Npgsql.NpgsqlException e)
        {
            throw new PrerequisiteMissing($"The database of NIAGA_DATABASE did not let us in: {e.Message}");
        }
    }
}
