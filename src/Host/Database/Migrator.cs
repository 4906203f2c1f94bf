using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Host.Database;

/// <summary>
/// Runs the modules' numbered SQL files, forward only, each once and in a transaction of its own, under an advisory lock: several
/// nodes and commands may start at once. A file that changed after it ran stops the start.
/// </summary>
internal sealed class Migrator(ModuleCatalog modules, string connectionString)
{
    /// <summary>Seconds that another node's migrations may take before this one gives up waiting.</summary>
    private const int LongestMigration = 600;

    private sealed record Script(string Module, string Name, string Sql)
    {
        public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }

    /// <summary>Module and name of every file of this version.</summary>
    public IEnumerable<string> Names => modules.Manifests.SelectMany(m => Scripts(m.Key, m.Assembly)).Select(s => $"{s.Module}/{s.Name}");

    /// <returns>Names of the files that ran now.</returns>
    public async Task<IReadOnlyList<string>> Migrate(CancellationToken cancel)
    {
        // Never pooled: the lock, the role and the time-out are the connection's own and end with it.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = LongestMigration }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await Run(
            connection,
            $"SELECT pg_advisory_lock(hashtext('niaga migrations')); SET ROLE {DatabaseRoles.Owner}; SET lock_timeout = '5s'",
            cancel
        );
        foreach (var schema in modules.Manifests.Where(m => m.Tables.Count > 0).Select(m => m.Schema).Distinct())
        {
            await Run(
                connection,
                $"""
                CREATE SCHEMA IF NOT EXISTS {schema}; GRANT USAGE ON SCHEMA {schema} TO {DatabaseRoles.App},
                {DatabaseRoles.PlatformJob}, {DatabaseRoles.Backup}
                """,
                cancel
            );
        }
        await Run(
            connection,
            """
            CREATE TABLE IF NOT EXISTS platform.migrations (module text, name text, hash text NOT NULL,
            ran_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (module, name))
            """,
            cancel
        );
        var known = await Known(connection, cancel);
        var ran = new List<string>();
        foreach (var script in modules.Manifests.SelectMany(m => Scripts(m.Key, m.Assembly)))
        {
            if (known.TryGetValue((script.Module, script.Name), out var hash))
            {
                if (hash != script.Hash)
                    throw new PrerequisiteMissing(
                        $"Migration {script.Module}/{script.Name} was changed after it ran. Write a new one instead."
                    );

                continue;
            }
            await Apply(connection, script, cancel);
            ran.Add($"{script.Module}/{script.Name}");
        }
        return ran;
    }

    private static IEnumerable<Script> Scripts(string module, Assembly assembly)
    {
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new(module, resource.Split(".Migrations.")[1], reader.ReadToEnd());
        }
    }

    private static async Task<Dictionary<(string, string), string>> Known(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT module, name, hash FROM platform.migrations", connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var known = new Dictionary<(string, string), string>();
        while (await rows.ReadAsync(cancel))
            known.Add((rows.GetString(0), rows.GetString(1)), rows.GetString(2));
        return known;
    }

    private static async Task Apply(NpgsqlConnection connection, Script script, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Run(connection, script.Sql, cancel);
        await using (var note = new NpgsqlCommand("INSERT INTO platform.migrations (module, name, hash) VALUES ($1, $2, $3)", connection))
        {
            note.Parameters.AddWithValue(script.Module);
            note.Parameters.AddWithValue(script.Name);
            note.Parameters.AddWithValue(script.Hash);
            await note.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
