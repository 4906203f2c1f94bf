using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Niaga.Host.Database;

/// <summary>
/// Makes the roles and the database of a deployment, from an administrator's connection. Runs again without effect. A role of the
/// same name that is not ours is left alone and refused: this server may serve others too.
/// </summary>
internal static class Bootstrap
{
    private const string Mark = "Niaga";

    /// <summary>Connection strings of a deployment.</summary>
    /// <param name="App">What the running application is, and nothing more.</param>
    /// <param name="Migrator">Brings the schema to this version; may act as <c>owner</c>.</param>
    /// <param name="Admin">The administrator, on Niaga's own database.</param>
    internal sealed record Connections(string App, string Migrator, string Admin);

    public static async Task<Connections> Prepare(string admin, string database, CancellationToken cancel)
    {
        var given = new NpgsqlConnectionStringBuilder(admin);
        var connections = new Connections(
            For(given, "app", database),
            For(given, "migrator", database),
            new NpgsqlConnectionStringBuilder(admin) { Database = database }.ConnectionString
        );
        await using (var connection = new NpgsqlConnection(admin))
        {
            await connection.OpenAsync(cancel);
            await Run(connection, "SELECT pg_advisory_lock(hashtext('niaga bootstrap'))", cancel);
            await Role(connection, "owner", "NOLOGIN NOSUPERUSER NOBYPASSRLS", null, cancel);
            await Role(connection, "migrator", "LOGIN NOSUPERUSER NOBYPASSRLS", Password(given, "migrator"), cancel);
            await Role(connection, "app", "LOGIN NOSUPERUSER NOBYPASSRLS", Password(given, "app"), cancel);
            await Role(connection, "platform_job", "NOLOGIN NOSUPERUSER NOBYPASSRLS", null, cancel);
            await Role(connection, "backup", "NOLOGIN NOSUPERUSER BYPASSRLS", null, cancel);
            await Run(connection, "GRANT owner TO migrator", cancel);
            if (!await Exists(connection, "SELECT 1 FROM pg_database WHERE datname = $1", database, cancel))
            {
                await Run(
                    connection,
                    $"CREATE DATABASE {Quote(database)} OWNER owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
                    cancel
                );
            }
            await Run(connection, "SELECT pg_advisory_unlock(hashtext('niaga bootstrap'))", cancel);
        }
        await using (var inside = new NpgsqlConnection(connections.Admin))
        {
            await inside.OpenAsync(cancel);
            await Run(
                inside,
                $"REVOKE ALL ON DATABASE {Quote(database)} FROM PUBLIC; GRANT CONNECT ON DATABASE {Quote(database)} TO app, migrator, platform_job, backup; REVOKE ALL ON SCHEMA public FROM PUBLIC",
                cancel
            );
        }
        return connections;
    }

    /// <summary>A connection string of one role on Niaga's database.</summary>
    public static string For(NpgsqlConnectionStringBuilder admin, string role, string database) =>
        new NpgsqlConnectionStringBuilder(admin.ConnectionString)
        {
            Username = role,
            Password = Password(admin, role),
            Database = database,
        }.ConnectionString;

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

    private static async Task Role(NpgsqlConnection connection, string name, string attributes, string? password, CancellationToken cancel)
    {
        if (await Exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", name, cancel))
        {
            if (
                !await Exists(
                    connection,
                    $"SELECT 1 FROM pg_roles WHERE rolname = $1 AND shobj_description(oid, 'pg_authid') = '{Mark}'",
                    name,
                    cancel
                )
            )
            {
                throw new PrerequisiteMissing(
                    $"This PostgreSQL server has a role \"{name}\" that is not Niaga's. Give Niaga a server of its own."
                );
            }
        }
        else
        {
            await Run(connection, $"CREATE ROLE {name}; COMMENT ON ROLE {name} IS '{Mark}'", cancel);
        }
        // The password is hexadecimal by construction: nothing in it to quote.
        await Run(connection, $"ALTER ROLE {name} {attributes} {(password is null ? "" : $"PASSWORD '{password}'")}", cancel);
    }

    private static async Task<bool> Exists(NpgsqlConnection connection, string sql, string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
