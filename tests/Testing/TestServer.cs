using Niaga.Host;
using Niaga.Host.Database;
using Npgsql;

namespace Niaga.Testing;

/// <summary>
/// The PostgreSQL server all tests of a run share, and the template database every test class gets a clone of: migrated once,
/// by the real migrator, owned as in production.
/// </summary>
internal static class TestServer
{
    private static readonly Lazy<Task<string>> Ready = new(Prepare);

    /// <summary>
    /// Connection string of the administrator. Tests connect as <c>niaga_app</c>; only what a database owner could do uses this.
    /// </summary>
    public static string Admin { get; private set; } = "";

    /// <summary>
    /// As <c>niaga_app</c>, except that people are open to it: a test looks at an account from outside, which nothing of the site can.
    /// </summary>
    public const string Tester = "niaga_tester";

    private const string Shown =
        "platform.people platform.person_claims platform.person_logins platform.person_tokens platform.person_passkeys "
        + "platform.recovery_codes platform.sessions platform.attempt_counts";

    private static string Template { get; set; } = "";

    /// <summary>A fresh database with the schema and nothing in it, or a copy of another one that nobody is connected to.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> Clone(string? of = null)
    {
        await Ready.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await Run($"CREATE DATABASE {name} TEMPLATE {of ?? Template} OWNER niaga_owner");
        // What a role may do with a database is the server's, not the template's: as the bootstrap leaves it.
        await Run(
            $"REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO niaga_app, niaga_migrator, "
                + "niaga_platform_job, niaga_backup"
        );
        return name;
    }

    public static Task Drop(string database) => Run($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    /// <summary>A connection string of one role on a database.</summary>
    public static string As(string role, string database) =>
        role == "postgres"
            ? new NpgsqlConnectionStringBuilder(Admin) { Database = database }.ConnectionString
            : Bootstrap.For(new(Admin), role, database);

    private static async Task<string> Prepare()
    {
        Admin = Environment.GetEnvironmentVariable("NIAGA_TEST_DATABASE") ?? await Embedded();
        // Never pooled: the lock ends with the connection.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        // Test projects run beside each other: one makes the template, the others find it.
        await using (var enter = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('niaga test template'))", connection))
            await enter.ExecuteNonQueryAsync();
        var modules = Modules.Find();
        Template = $"niaga_template_{Fingerprint()}";
        await using (var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", connection))
        {
            find.Parameters.AddWithValue(Template);
            if (await find.ExecuteScalarAsync() is not null)
                return Template;
        }
        var connections = await Bootstrap.Prepare(Admin, Template, CancellationToken.None);
        await new Migrator(modules, connections.Migrator).Migrate(CancellationToken.None);
        await OpenPeople();
        await using var mark = new NpgsqlCommand($"ALTER DATABASE {Template} WITH IS_TEMPLATE true", connection);
        await mark.ExecuteNonQueryAsync();
        return Template;
    }

    private static async Task OpenPeople()
    {
        var password = new NpgsqlConnectionStringBuilder(As(Tester, Template)).Password;
        await Run(
            $"DO $$ BEGIN CREATE ROLE {Tester} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
                + $"ALTER ROLE {Tester} PASSWORD '{password}'; GRANT niaga_app TO {Tester}"
        );
        await using var connection = new NpgsqlConnection(As("postgres", Template) + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var table in Shown.Split(' '))
        {
            await using var open = new NpgsqlCommand(
                $"CREATE POLICY tests ON {table} TO {Tester} USING (true) WITH CHECK (true)",
                connection
            );
            await open.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Of the assemblies that carry migrations: another build is another template.</summary>
    private static string Fingerprint()
    {
        var scripts = Modules
            .Find()
            .Manifests.SelectMany(m =>
                m.Assembly.GetManifestResourceNames()
                    .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(n =>
                    {
                        using var reader = new StreamReader(m.Assembly.GetManifestResourceStream(n)!);
                        return n + reader.ReadToEnd();
                    })
            );
        return Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(scripts) + Shown))
        )[..12];
    }

    /// <summary>A test project run on its own brings its own server; it ends with the process.</summary>
    private static async Task<string> Embedded()
    {
        var root = Root();
        var server = await EmbeddedPostgres.Start(
            root,
            Path.Combine(root, ".niaga", $"test-{Environment.ProcessId}"),
            passing: true,
            CancellationToken.None
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server.AdminConnectionString;
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Niaga.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("Tests run from within the repository.");
        return folder.FullName;
    }

    private static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(Admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
