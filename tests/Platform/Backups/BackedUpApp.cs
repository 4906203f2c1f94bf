using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.ObjectStores;
using Npgsql;
using Shouldly;

namespace Niaga.Platform.Tests.Backups;

/// <summary>
/// Niaga on a server of its own that archives its log, with a place for backups: two shops, and one base that all tests share. Another
/// was cut off before it.
/// </summary>
public sealed class BackedUpApp : NiagaApp
{
    public const string Canary = "Zulaikha Kanariwati";
    public const string CanaryPhone = "+60123498761";

    private EmbeddedPostgres server = null!;
    private int sides;

    internal StoredBackups Backups { get; private set; } = null!;

    internal string Place => Path.Combine(DataFolder, "stored");

    internal BackupSource Source => new(DataFolder, server.AdminConnectionString, Embedded: true, As("niaga_app"));

    /// <summary>A folder of its own for a side server, which takes it away.</summary>
    internal string Side => Path.Combine(DataFolder, string.Create(CultureInfo.InvariantCulture, $"side-{++sides}"));

    public TestBusiness Shop { get; private set; } = null!;

    public TestBusiness Other { get; private set; } = null!;

    /// <summary>A product of the shop.</summary>
    public string Milo { get; private set; } = "";

    /// <summary>Two comments on it.</summary>
    public (Guid Erased, Guid Kept) Comments { get; } = (Guid.NewGuid(), Guid.NewGuid());

    /// <summary>A file of the shop, which the backups have too.</summary>
    public Guid File { get; private set; }

    public static readonly byte[] Picture = "a picture, say"u8.ToArray();

    internal BackupManifest Base { get; private set; } = null!;

    /// <summary>The moment after the base.</summary>
    public DateTimeOffset Then { get; private set; }

    internal static readonly DateTimeOffset Long = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async Task<string> MakeDatabase()
    {
        server = await EmbeddedPostgres.Start(
            TestServer.Root(),
            BackupSource.PostgresIn(DataFolder),
            passing: true,
            CancellationToken.None,
            archive: BackupSource.SpoolIn(DataFolder)
        );
        var connections = await Bootstrap.Prepare(server.AdminConnectionString, "niaga", CancellationToken.None);
        await new Migrator(Host.Modules.Find(), connections.Migrator).Migrate(CancellationToken.None);
        var settings = new BackupSettings { Folder = Place, KeysFolder = Path.Combine(DataFolder, "keys-apart") };
        Backups = Another(settings, made: true);
        return "niaga";
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (Shop, Other) = (await SignUp(), await SignUp());
        using var client = await Shop.Client();
        Milo = await Made(client, "products", Product("Milo Tin", "3.00"));
        await Made(client, "customers", Person(Canary, CanaryPhone));
        foreach (var id in new[] { Comments.Erased, Comments.Kept })
        {
            await Text(
                $"""
                INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at)
                VALUES ('{Shop.Tenant}', '{id}', 'retail.product', '{Milo}', '{Shop.Owner}', 'x', now())
                """
            );
        }
        await Sold(client, Milo);
        await Text($"UPDATE trade.number_counters SET last = 99 WHERE tenant_id = '{Shop.Tenant}' AND series LIKE '%receipt%'");
        (await Sold(client, Milo)).ShouldEndWith("100");
        await Text("CREATE TABLE noted (at int)");
        await Text("INSERT INTO noted VALUES (1)");
        await using (var scope = Shop.Act())
        {
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            await session.Begin(CancellationToken.None);
            var files = scope.ServiceProvider.GetRequiredService<TenantFiles>();
            File = (await files.Keep("picture", "image/png", Picture, CancellationToken.None)).Value;
            await session.Commit(CancellationToken.None);
        }
        await new FileBackup(Backups).Run(Services.GetRequiredService<IObjectStore>(), DataFolder, CancellationToken.None);
        await CutOff();
        // The base is of a version that knew one step of the schema less.
        await Text(
            """
            ALTER TABLE imports.import_errors DROP COLUMN sealed_value, DROP COLUMN sealed_detail, DROP COLUMN sealed_cells;
            DELETE FROM platform.migrations WHERE module = 'imports' AND name LIKE '0002%'
            """
        );
        Base = await Backups.TakeBase(Source, CancellationToken.None);
        Then = await Now();
        await new Migrator(Host.Modules.Find(), As("niaga_migrator")).Migrate(CancellationToken.None);
    }

    /// <summary>What writers that were killed left.</summary>
    public IEnumerable<string> Parts() => Directory.EnumerateFiles(Place, "*.part", SearchOption.AllDirectories);

    private async Task CutOff()
    {
        using var process = Start("backup");
        await Until.True(
            () => process.HasExited || (Directory.Exists(Place) && Parts().Any(f => new FileInfo(f).Length > 500_000)),
            "the copy is under way",
            60
        );
        process.Kill();
        await process.WaitForExitAsync();
    }

    internal static object Product(string name, string price) =>
        new
        {
            name,
            price,
            trackStock = false,
        };

    internal static object Person(string name, string phone) =>
        new
        {
            kind = "person",
            name,
            phones = new[] { phone },
        };

    /// <returns>Its id.</returns>
    internal static async Task<string> Made(HttpClient client, string kind, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/{kind}", body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["id"]!.ToString();
    }

    /// <returns>The receipt's number.</returns>
    internal static async Task<string> Sold(HttpClient client, string product, string? customer = null)
    {
        var sale = new
        {
            lines = new[] { new { productId = product, quantity = "1" } },
            customerId = customer,
            payments = new[] { new { method = "cash", amount = "20.00" } },
        };
        using var answer = await client.PostAsJsonAsync("/api/v1/sales", sale);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["receiptNumber"]!.ToString();
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
