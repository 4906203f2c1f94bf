using System.Net;
using Npgsql;

namespace Niaga.Host.Database;

/// <summary>
/// Where the operator says the database is: <c>NIAGA_DATABASE</c>, an administrator who may make roles and the database, or
/// <c>NIAGA_DATABASE_APP</c> and <c>NIAGA_DATABASE_MIGRATOR</c>, the two roles an administrator made beforehand.
/// </summary>
internal sealed record DatabaseSettings(string? Admin, string? App = null, string? Migrator = null)
{
    /// <summary>Name of the database where the administrator's connection names none of its own.</summary>
    public const string DefaultName = "niaga";

    /// <summary>What the environment says; null for the embedded server.</summary>
    public static DatabaseSettings? FromEnvironment()
    {
        var (admin, app, migrator) = (Read("NIAGA_DATABASE"), Read("NIAGA_DATABASE_APP"), Read("NIAGA_DATABASE_MIGRATOR"));
        if (app is null != migrator is null)
        {
            throw new PrerequisiteMissing(
                $"{(app is null ? "NIAGA_DATABASE_APP" : "NIAGA_DATABASE_MIGRATOR")} is not set: "
                    + "NIAGA_DATABASE_APP and NIAGA_DATABASE_MIGRATOR go together."
            );
        }
        return admin is null && app is null ? null : new(admin, app, migrator);
    }

    /// <summary>The connection of each role, made where an administrator is given.</summary>
    public async Task<Bootstrap.Connections> Prepare(CancellationToken cancel)
    {
        if (App is not null && Migrator is not null)
            return await Given(App, Migrator, cancel);

        var given = Parse("NIAGA_DATABASE", Admin!);
        var database = given.Database is null or "" or "postgres" ? DefaultName : given.Database;
        return await Explained(
            "NIAGA_DATABASE",
            async () =>
            {
                // Where Niaga's own is not there yet, the administrator comes in by the one every server has.
                if (!await IsThere(given, cancel))
                    given.Database = "postgres";
                return await Bootstrap.Prepare(given.ConnectionString, database, cancel);
            }
        );
    }

    /// <summary>Runs <paramref name="act"/>; what PostgreSQL says against it becomes a sentence that says what to do.</summary>
    public static async Task<T> Explained<T>(string setting, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (PostgresException e)
        {
            throw new PrerequisiteMissing(Sentence(setting, e));
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw new PrerequisiteMissing(
                $"The database of {setting} did not answer in time. Is it overloaded, or held by another program?"
            );
        }
        catch (NpgsqlException e)
        {
            throw new PrerequisiteMissing($"The database of {setting} cannot be reached: {e.InnerException?.Message ?? e.Message}.");
        }
    }

    private static string Sentence(string setting, PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The database refuses the user or the password of {setting} ({e.MessageText}).",
            PostgresErrorCodes.InvalidCatalogName =>
                $"The database of {setting} does not exist ({e.MessageText}). ./niaga database --print-sql prints how an administrator "
                    + "makes it.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The user of {setting} lacks a right ({e.MessageText}). Have an administrator run what ./niaga database --print-sql "
                    + "prints.",
            PostgresErrorCodes.TooManyConnections =>
                $"The server of {setting} has no connection left ({e.MessageText}). Raise its max_connections, or stop what uses them.",
            PostgresErrorCodes.LockNotAvailable =>
                $"Another program holds a lock that {setting} needs ({e.MessageText}). Try again once it is done.",
            PostgresErrorCodes.CannotConnectNow =>
                $"The server of {setting} is starting or stopping ({e.MessageText}). Try again in a moment.",
            _ => $"The database of {setting} refuses: {e.MessageText} ({e.SqlState}).",
        };

    private static async Task<Bootstrap.Connections> Given(string app, string migrator, CancellationToken cancel)
    {
        var roles = (App: Parse("NIAGA_DATABASE_APP", app), Migrator: Parse("NIAGA_DATABASE_MIGRATOR", migrator));
        if (roles.App.Database != roles.Migrator.Database)
        {
            throw new PrerequisiteMissing(
                $"NIAGA_DATABASE_APP names the database \"{roles.App.Database}\" and NIAGA_DATABASE_MIGRATOR "
                    + $"\"{roles.Migrator.Database}\"; they must name the same one."
            );
        }
        await Explained("NIAGA_DATABASE_APP", () => Open(roles.App, "SELECT 1", cancel));
        if (!await Explained("NIAGA_DATABASE_MIGRATOR", () => Open(roles.Migrator, MayActAsOwner, cancel)))
        {
            throw new PrerequisiteMissing(
                $"The user \"{roles.Migrator.Username}\" of NIAGA_DATABASE_MIGRATOR may not act as {DatabaseRoles.Owner}, or "
                    + $"{DatabaseRoles.Owner} may not create in the database. "
                    + "Have an administrator run what ./niaga database --print-sql prints."
            );
        }
        return new(roles.App.ConnectionString, roles.Migrator.ConnectionString);
    }

    private const string MayActAsOwner = $"""
        SELECT 1 FROM pg_roles WHERE rolname = '{DatabaseRoles.Owner}' AND pg_has_role(current_user, oid, 'SET')
        AND has_database_privilege(oid, current_database(), 'CREATE')
        """;

    private static async Task<bool> IsThere(NpgsqlConnectionStringBuilder given, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(given.Database))
            return false;

        try
        {
            return await Open(given, "SELECT 1", cancel);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    private static async Task<bool> Open(NpgsqlConnectionStringBuilder role, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(role.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await using var ask = new NpgsqlCommand(sql, connection);
        return await ask.ExecuteScalarAsync(cancel) is not null;
    }

    private static NpgsqlConnectionStringBuilder Parse(string setting, string value)
    {
        try
        {
            return Encrypted(setting, new(value));
        }
        catch (ArgumentException e)
        {
            throw new PrerequisiteMissing(
                $"{setting} is not a connection string such as Host=db.example.com;Username=postgres;Password=…: {e.Message}"
            );
        }
    }

    /// <summary>What goes to another machine is encrypted, and to that machine and no other.</summary>
    private static NpgsqlConnectionStringBuilder Encrypted(string setting, NpgsqlConnectionStringBuilder given)
    {
        var hosts = (given.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts.All(IsHere) || given.SslMode is SslMode.VerifyFull or SslMode.VerifyCA)
            return given;

        throw new PrerequisiteMissing(
            $"The database of {setting} is on another machine, and SslMode={given.SslMode} lets whoever stands between read it. Add "
                + "SslMode=VerifyFull to the connection string, and Root Certificate=FILE where the authority that signed the server's "
                + "certificate is not one this machine trusts."
        );
    }

    /// <summary>This machine: a socket in a folder, or the loopback.</summary>
    private static bool IsHere(string host) =>
        host.StartsWith('/')
        || host.StartsWith('@')
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase)
        // With a port behind it, or without.
        || (IPEndPoint.TryParse(host, out var end) && IPAddress.IsLoopback(end.Address));

    private static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
