using Npgsql;

namespace Niaga.Host.Database;

/// <summary>The server that is backed up, and what lies beside it.</summary>
/// <param name="DataFolder">The deployment's: keys, ledgers, files.</param>
/// <param name="Admin">An administrator's connection string; null where nobody gave one.</param>
/// <param name="Embedded">Whether it is the server Niaga brings.</param>
/// <param name="App">The application's connection string.</param>
internal sealed record BackupSource(string DataFolder, string? Admin, bool Embedded, string App)
{
    /// <summary>Where the embedded server lies within a data folder; what belongs to it lies beside.</summary>
    public static string PostgresIn(string dataFolder) => Path.Combine(dataFolder, "postgres");

    /// <summary>Where the embedded server leaves finished segments of its log.</summary>
    public static string SpoolIn(string dataFolder) => PostgresIn(dataFolder) + ".wal";

    public string? PasswordFile => Embedded ? PostgresIn(DataFolder) + ".password" : null;

    public string? Spool(BackupSettings settings) => Embedded ? SpoolIn(DataFolder) : settings.Spool;

    /// <exception cref="PrerequisiteMissing">None was given.</exception>
    public string AdminOrRefuse() =>
        Admin
        ?? throw new PrerequisiteMissing(
            "A base backup needs an administrator's connection (NIAGA_DATABASE), which this deployment was not given. A managed database "
                + "is backed up by its provider: switch on its daily backup and point-in-time recovery there; ./niaga backup files "
                + "copies what lies outside the database."
        );

    /// <summary>The server's own number.</summary>
    public static async Task<string> System(string connectionString, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT system_identifier::text FROM pg_control_system()", connection);
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
