using System.Diagnostics;
using System.Globalization;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Npgsql;

namespace Niaga.Platform.Tests.Backups;

/// <summary>Niaga on a server of its own that archives its log, with a place for backups.</summary>
public sealed class BackedUpApp : NiagaApp
{
    private EmbeddedPostgres server = null!;
    private int sides;

    internal StoredBackups Backups { get; private set; } = null!;

    internal string Place => Path.Combine(DataFolder, "stored");

    internal BackupSource Source => new(DataFolder, server.AdminConnectionString, Embedded: true, As("niaga_app"));

    /// <summary>A folder of its own for a side server, which takes it away.</summary>
    internal string Side => Path.Combine(DataFolder, string.Create(CultureInfo.InvariantCulture, $"side-{++sides}"));

    internal static readonly DateTimeOffset Long = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async Task<string> MakeDatabase()
    {
        server = await EmbeddedPostgres.Start(
            TestServer.Root(),
            BackupSource.PostgresIn(DataFolder),
            forTests: true,
            CancellationToken.None,
            archive: BackupSource.SpoolIn(DataFolder)
        );
        var connections = await Bootstrap.Prepare(server.AdminConnectionString, "niaga", CancellationToken.None);
        await new Migrator(Host.Modules.Find(), connections.Migrator).Migrate(CancellationToken.None);
        var settings = new BackupSettings { Folder = Place, KeysFolder = Path.Combine(DataFolder, "keys-apart") };
        Backups = Another(settings, made: true);
        return "niaga";
    }

    /// <summary>The same backups with other settings.</summary>
    internal StoredBackups Another(BackupSettings settings, bool made = false)
    {
        settings.KeyFile = Path.Combine(DataFolder, "backup.key");
        var key = made ? BackupKey.Make(settings.KeyFile) : BackupKey.Read(settings.KeyFile);
        return new(settings, BackupStore.Of(settings), key, TimeProvider.System) { Root = TestServer.Root() };
    }

    protected internal override string As(string role) =>
        role == "postgres"
            ? new NpgsqlConnectionStringBuilder(server.AdminConnectionString) { Database = "niaga" }.ConnectionString
            : Bootstrap.For(new(server.AdminConnectionString), role == TestServer.Tester ? "niaga_app" : role, "niaga");

    /// <summary>Has the log written so far archived, and ships it.</summary>
    internal async Task Ship()
    {
        var system = await BackupSource.System(server.AdminConnectionString, CancellationToken.None);
        var last = await Text("SELECT pg_walfile_name(pg_switch_wal())");
        await Until.True(
            () =>
            {
                Backups.Ship(Source, system, CancellationToken.None).GetAwaiter().GetResult();
                return Backups.Wal.Has(system, last, CancellationToken.None).GetAwaiter().GetResult();
            },
            "the log is archived",
            30
        );
    }

    /// <summary>As the administrator.</summary>
    internal async Task<string> Text(string sql)
    {
        await using var connection = new NpgsqlConnection(As("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Now, by the server's clock, and nothing is committed at the same instant.</summary>
    internal async Task<DateTimeOffset> Now() =>
        DateTimeOffset.Parse(
            await Text("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"),
            CultureInfo.InvariantCulture
        );

    /// <summary>A command of Niaga as a process of its own, on this server and these backups.</summary>
    internal Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestServer.Root(),
        };
        start.ArgumentList.Add(Path.Combine(TestServer.Root(), "src", "Host", "bin", "Release", "net10.0", "Niaga.Host.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["NIAGA_DATA"] = DataFolder;
        start.Environment["Backup__Folder"] = Place;
        start.Environment["Backup__KeysFolder"] = Backups.Settings.KeysFolder;
        return Process.Start(start)!;
    }

    protected override async Task DropDatabase()
    {
        await server.DisposeAsync();
        SideServer.Remove(DataFolder);
        Directory.CreateDirectory(DataFolder);
    }
}
