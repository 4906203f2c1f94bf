using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Niaga.Host.Database;

/// <summary>
/// Makes the roles and the database of a deployment, from an administrator's connection. Runs again without effect, and on several
/// nodes at once. A role of the same name that Niaga did not make is left alone and refused: the server may serve others too.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Connection strings of a deployment.</summary>
    /// <param name="App">What the running application is, and nothing more.</param>
    /// <param name="Migrator">Brings the schema to this version; may act as the owner.</param>
    internal sealed record Connections(string App, string Migrator);

    /// <exception cref="PrerequisiteMissing">The administrator may not do what is needed; says what to do instead.</exception>
    public static async Task<Connections> Prepare(string admin, string database, CancellationToken cancel)
    {
        var given = Unpooled(admin);
        if (string.IsNullOrEmpty(given.Password))
        {
            throw new PrerequisiteMissing(
                "NIAGA_DATABASE has no password, and the passwords of Niaga's roles are derived from it. " + Instead(database)
            );
        }
        try
        {
            await using var connection = new NpgsqlConnection(given.ConnectionString);
            await connection.OpenAsync(cancel);
            // Until the connection closes: it is never pooled, so the lock cannot outlive it.
            await Run(connection, "SELECT pg_advisory_lock(hashtext('niaga bootstrap'))", cancel);
            await Roles(connection, given, cancel);
            await Database(connection, given, database, cancel);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new PrerequisiteMissing(
                $"The user \"{given.Username}\" of NIAGA_DATABASE may not prepare the database ({e.MessageText}). " + Instead(database)
            );
        }
        return new(For(given, DatabaseRoles.App, database), For(given, DatabaseRoles.Migrator, database));
    }

    /// <summary>A connection string of one role on Niaga's database.</summary>
    public static string For(NpgsqlConnectionStringBuilder admin, string role, string database) =>
        new NpgsqlConnectionStringBuilder(admin.ConnectionString)
        {
            Username = role,
            Password = Password(admin, role),
            Database = database,
            Pooling = true,
        }.ConnectionString;

    private static string Instead(string database) =>
        $"Have an administrator run what ./niaga database --print-sql --name {database} prints, and set NIAGA_DATABASE_APP and "
        + "NIAGA_DATABASE_MIGRATOR.";

    private static async Task Roles(NpgsqlConnection connection, NpgsqlConnectionStringBuilder given, CancellationToken cancel)
    {
        await Role(connection, DatabaseRoles.Owner, "NOLOGIN", cancel);
        await Role(connection, DatabaseRoles.Migrator, "LOGIN", cancel);
        await Role(connection, DatabaseRoles.App, "LOGIN", cancel);
        await Role(connection, DatabaseRoles.PlatformJob, "NOLOGIN", cancel);
        await Role(connection, DatabaseRoles.Backup, "NOLOGIN", cancel);
        foreach (var role in new[] { DatabaseRoles.Migrator, DatabaseRoles.App })
        {
            // Hexadecimal by construction: nothing in it to quote.
            await Run(connection, $"ALTER ROLE {role} PASSWORD '{Password(given, role)}'", cancel);
        }
        await Run(connection, $"GRANT {DatabaseRoles.Owner} TO {DatabaseRoles.Migrator}", cancel);
        // Only who passes row-level security by themselves may give that away; where we may not, an administrator makes the dumps.
        if (await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)", null, cancel))
            await Run(connection, $"ALTER ROLE {DatabaseRoles.Backup} BYPASSRLS", cancel);
    }

    private static async Task Role(NpgsqlConnection connection, string name, string attributes, CancellationToken cancel)
    {
        if (!await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", name, cancel))
        {
            await Run(connection, $"CREATE ROLE {name} {attributes}; COMMENT ON ROLE {name} IS '{DatabaseRoles.Mark}'", cancel);
            return;
        }
        var ours = $"SELECT 1 FROM pg_roles WHERE rolname = $1 AND shobj_description(oid, 'pg_authid') = '{DatabaseRoles.Mark}'";
        if (!await Exists(connection, ours, name, cancel))
        {
            throw new PrerequisiteMissing(
                $"This PostgreSQL server has a role \"{name}\" that Niaga did not make. Rename or drop it, or, where it is Niaga's, "
                    + $"run as an administrator: COMMENT ON ROLE {name} IS '{DatabaseRoles.Mark}'."
            );
        }
        if (await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolcreaterole)", name, cancel))
        {
            throw new PrerequisiteMissing(
                $"The database role \"{name}\" has more rights than Niaga gives it. Run as an administrator: ALTER ROLE {name} "
                    + "NOSUPERUSER NOCREATEROLE."
            );
        }
    }

    private static async Task Database(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder given,
        string database,
        CancellationToken cancel
    )
    {
        var made = !await Exists(connection, "SELECT 1 FROM pg_database WHERE datname = $1", database, cancel);
        if (made)
        {
            // Who is no superuser may give a database only to a role they may act as.
            if (!await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper", null, cancel))
                await Run(connection, $"GRANT {DatabaseRoles.Owner} TO CURRENT_USER", cancel);
            await Run(
                connection,
                $"CREATE DATABASE {Quote(database)} OWNER {DatabaseRoles.Owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
                cancel
            );
            await Run(connection, $"REVOKE ALL ON DATABASE {Quote(database)} FROM PUBLIC", cancel);
        }
        await Run(
            connection,
            $"""
            GRANT CONNECT ON DATABASE {Quote(database)} TO {DatabaseRoles.AllButOwner};
            GRANT CREATE ON DATABASE {Quote(database)} TO {DatabaseRoles.Owner}
            """,
            cancel
        );
        // Without the right to grant, PostgreSQL only warns.
        if (!await Exists(connection, $"SELECT 1 WHERE has_database_privilege('{DatabaseRoles.Owner}', $1, 'CREATE')", database, cancel))
        {
            var owner = await Text(
                connection,
                "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = $1",
                database,
                cancel
            );
            throw new PrerequisiteMissing(
                $"The database \"{database}\" belongs to \"{owner}\", and \"{given.Username}\" may not let Niaga use it. Run as "
                    + $"\"{owner}\": GRANT CREATE, CONNECT ON DATABASE {Quote(database)} "
                    + $"TO {DatabaseRoles.Owner}, {DatabaseRoles.AllButOwner}."
            );
        }
        if (!made)
            return;

        await using var inside = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(given.ConnectionString) { Database = database }.ConnectionString
        );
        await inside.OpenAsync(cancel);
        await Run(inside, "REVOKE ALL ON SCHEMA public FROM PUBLIC", cancel);
    }

    /// <summary>The administrator on the maintenance database, where Niaga's own may not exist yet.</summary>
    private static NpgsqlConnectionStringBuilder Unpooled(string admin) => new(admin) { Pooling = false };

    /// <summary>Derived from the administrator's password by HKDF, so that every node knows it and nothing keeps it.</summary>
    private static string Password(NpgsqlConnectionStringBuilder admin, string role) =>
        Convert.ToHexStringLower(
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                Encoding.UTF8.GetBytes(admin.Password ?? ""),
                24,
                info: Encoding.UTF8.GetBytes("niaga role " + role)
            )
        );

    private static async Task<bool> Exists(NpgsqlConnection connection, string sql, string? name, CancellationToken cancel) =>
        await Scalar(connection, sql, name, cancel) is not null;

    private static async Task<string> Text(NpgsqlConnection connection, string sql, string name, CancellationToken cancel) =>
        (string)(await Scalar(connection, sql, name, cancel))!;

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, string? name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (name is not null)
            command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(cancel);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
