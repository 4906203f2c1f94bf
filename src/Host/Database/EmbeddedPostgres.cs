using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Niaga.Host.Database;

/// <summary>
/// The PostgreSQL 18 that comes with Niaga, run by <c>deploy/embedded/postgres.mjs</c>. It lives as long as this object:
/// the supervisor's standard input is its life line and closes however this process ends.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(75);

    private readonly Process _supervisor;

    private EmbeddedPostgres(Process supervisor, string adminConnectionString)
    {
        _supervisor = supervisor;
        AdminConnectionString = adminConnectionString;
    }

    /// <summary>Connection string of the superuser on the database <c>postgres</c>.</summary>
    public string AdminConnectionString { get; }

    /// <summary>Starts the server, making its data folder first where it is new, and returns when it takes connections.</summary>
    /// <param name="repositoryRoot">The folder that holds <c>deploy/</c> and <c>node_modules/</c>.</param>
    /// <param name="dataFolder">The server's data; its password, port and log lie beside it.</param>
    /// <param name="passing">Gives durability away for speed: its data are thrown away when it ends.</param>
    /// <param name="cancellation">Ends the wait, and the server with it.</param>
    /// <param name="archive">Where finished segments of its log are copied to; null for nowhere.</param>
    /// <param name="adopt">A base backup that becomes its data, where it has none yet; what it recovers to stands in it.</param>
    /// <exception cref="PrerequisiteMissing">Node or the npm package is missing, or the server cannot start; says which.</exception>
    public static async Task<EmbeddedPostgres> Start(
        string repositoryRoot,
        string dataFolder,
        bool passing,
        CancellationToken cancellation,
        string? archive = null,
        string? adopt = null
    )
    {
        var supervisor = Launch(repositoryRoot, dataFolder, passing, archive, adopt);
        var complaint = new StringBuilder();
        supervisor.ErrorDataReceived += (_, line) => complaint.AppendLine(line.Data);
        supervisor.BeginErrorReadLine();
        try
        {
            var ready = await supervisor.StandardOutput.ReadLineAsync(cancellation);
            if (ready is not null)
                return new EmbeddedPostgres(supervisor, ConnectionStringIn(ready));

            await supervisor.WaitForExitAsync(cancellation);
        }
        catch
        {
            await Stop(supervisor);
            throw;
        }
        supervisor.Dispose();
        throw new PrerequisiteMissing(complaint.ToString().Trim());
    }

    /// <summary>
    /// The administrator's connection string of a server that another process of Niaga runs on this data, or null when none does.
    /// </summary>
    public static async Task<string?> FindRunning(string dataFolder, CancellationToken cancellation)
    {
        var (port, password) = (dataFolder + ".port", dataFolder + ".password");
        if (!File.Exists(port) || !File.Exists(password))
            return null;

        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(await File.ReadAllTextAsync(port, cancellation), CultureInfo.InvariantCulture),
            Username = "postgres",
            Password = (await File.ReadAllTextAsync(password, cancellation)).Trim(),
            Database = "postgres",
            Timeout = 3,
        }.ConnectionString;
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            return connectionString;
        }
        catch (NpgsqlException)
        {
            // Nobody listens, or somebody else does on that port by now: this data is served by no one.
            return null;
        }
    }

    /// <summary>Stops the server in good order and waits until it is gone.</summary>
    public async ValueTask DisposeAsync() => await Stop(_supervisor);

    private static Process Launch(string repositoryRoot, string dataFolder, bool passing, string? archive, string? adopt)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(repositoryRoot, "deploy", "embedded", "postgres.mjs"));
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(Path.GetFullPath(dataFolder));
        if (passing)
            start.ArgumentList.Add("--fast");
        foreach (var (option, value) in new[] { ("--archive", archive), ("--adopt", adopt) })
        {
            if (value is null)
                continue;

            start.ArgumentList.Add(option);
            start.ArgumentList.Add(Path.GetFullPath(value));
        }
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new PrerequisiteMissing(
                "Node.js 20 or newer is needed for the embedded PostgreSQL and was not found; install it, or set NIAGA_DATABASE."
            );
        }
    }

    private static string ConnectionStringIn(string ready)
    {
        using var answer = JsonDocument.Parse(ready);
        return answer.RootElement.GetProperty("connectionString").GetString()!;
    }

    private static async Task Stop(Process supervisor)
    {
        supervisor.StandardInput.Close();
        using var patience = new CancellationTokenSource(LongestStop);
        try
        {
            await supervisor.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The next start stops what is left of the server.
            supervisor.Kill();
        }
        supervisor.Dispose();
    }
}
