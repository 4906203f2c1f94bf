using System.Diagnostics;
using Niaga.Host.Database;
using Niaga.Testing;
using Npgsql;
using Xunit;

namespace Niaga.Platform.Tests.Deployments;

/// <summary>A PostgreSQL server of its own: roles belong to the whole server, so these tests cannot share the others'.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private EmbeddedPostgres server = null!;
    private string folder = null!;

    public string Admin => server.AdminConnectionString;

    /// <summary>Where commands keep their data.</summary>
    public string Folder => folder;

    /// <summary>Kills the server as it runs now, once it runs: its supervisor starts it again a moment after each kill.</summary>
    /// <param name="last">The process killed before, whose number stands in the file until the next has started.</param>
    /// <returns>The process killed.</returns>
    public async Task<int> Kill(int last)
    {
        var killed = last;
        await Until.True(
            () =>
            {
                var file = Path.Combine(folder, "postgres", "postmaster.pid");
                var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
                // Killed while it starts it would count as one that cannot be started.
                if (lines.ElementAtOrDefault(7)?.Trim() != "ready" || !int.TryParse(lines[0], out var id) || id == last)
                    return false;

                using var postmaster = Process.GetProcessById(id);
                postmaster.Kill();
                killed = id;
                return true;
            },
            "the server runs again",
            30
        );
        return killed;
    }

    public async ValueTask InitializeAsync()
    {
        folder = Directory.CreateTempSubdirectory("niaga-server-").FullName;
        server = await EmbeddedPostgres.Start(TestServer.Root(), Path.Combine(folder, "postgres"), passing: true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>As on the first day: no database and no role but PostgreSQL's own.</summary>
    public async Task Empty()
    {
        foreach (
            var database in await List("SELECT datname::text FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')")
        )
            await Run($"DROP DATABASE \"{database}\" WITH (FORCE)");
        foreach (var role in await List("SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'"))
            await Run($"DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\"");
    }

    public string As(string user, string password, string? database = null) =>
        new NpgsqlConnectionStringBuilder(Admin)
        {
            Username = user,
            Password = password,
            Database = database ?? "",
        }.ConnectionString;

    public async Task Run(string sql, string? database = null)
    {
        // One by one: a database is made outside a transaction.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Admin) { Pooling = false, Database = database ?? "postgres" }.ConnectionString
        );
        await connection.OpenAsync();
        foreach (
            var statement in sql.Split(";\n")
                .Where(s => s.Split('\n').Any(l => l.Trim().Length > 0 && !l.StartsWith("--", StringComparison.Ordinal)))
        )
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A command of Niaga as a process of its own, with this environment beside it.</summary>
    public Process Start(string[] arguments, params (string Name, string Value)[] environment) => Launch(folder, arguments, environment);

    /// <summary>As <see cref="Start"/>, with its data in a folder.</summary>
    internal static Process Launch(string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(TestServer.Root(), "src", "Host", "bin", "Release", "net10.0", "Niaga.Host.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["NIAGA_DATA"] = folder;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int Code, string Said)> Command(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }

    private async Task<List<string>> List(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
            found.Add(rows.GetString(0));
        return found;
    }
}
