using System.Security.Cryptography;
using Niaga.Host.Database;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>database --print-sql [--name NAME]</c>: what an administrator runs once on a server where Niaga may not make roles itself.
/// </summary>
internal static class DatabaseCommand
{
    public static int Run(string[] args)
    {
        var name = args switch
        {
            ["--print-sql"] => DatabaseSettings.DefaultName,
            ["--print-sql", "--name", var given] when given.Length > 0 => given,
            _ => throw new PrerequisiteMissing("Usage: ./niaga database --print-sql [--name DATABASE]"),
        };
        Console.Write(Sql(name, Password(), Password()));
        return 0;
    }

    /// <summary>Hexadecimal: nothing in it that SQL or a connection string would read otherwise.</summary>
    private static string Password() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    internal static string Sql(string name, string app, string migrator)
    {
        var database = "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        return $"""
            -- Roles of Niaga. Run once, as an administrator of the server. The passwords are new and shown only here.
            CREATE ROLE {DatabaseRoles.Owner} NOLOGIN;
            CREATE ROLE {DatabaseRoles.Migrator} LOGIN PASSWORD '{migrator}';
            CREATE ROLE {DatabaseRoles.App} LOGIN PASSWORD '{app}';
            CREATE ROLE {DatabaseRoles.PlatformJob} NOLOGIN;
            CREATE ROLE {DatabaseRoles.Backup} NOLOGIN;
            COMMENT ON ROLE {DatabaseRoles.Owner} IS '{DatabaseRoles.Mark}';
            COMMENT ON ROLE {DatabaseRoles.Migrator} IS '{DatabaseRoles.Mark}';
            COMMENT ON ROLE {DatabaseRoles.App} IS '{DatabaseRoles.Mark}';
            COMMENT ON ROLE {DatabaseRoles.PlatformJob} IS '{DatabaseRoles.Mark}';
            COMMENT ON ROLE {DatabaseRoles.Backup} IS '{DatabaseRoles.Mark}';
            GRANT {DatabaseRoles.Owner} TO {DatabaseRoles.Migrator};
            -- For dumps by {DatabaseRoles.Backup}; where the server does not allow it, dump as an administrator instead:
            -- ALTER ROLE {DatabaseRoles.Backup} BYPASSRLS;

            -- Leave out the first line where the database exists already; run the rest as its owner.
            CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
            REVOKE ALL ON DATABASE {database} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {database} TO {DatabaseRoles.AllButOwner};
            GRANT CREATE ON DATABASE {database} TO {DatabaseRoles.Owner};

            -- Then start Niaga with, and your server's host and port:
            -- NIAGA_DATABASE_APP="Host=…;Username={DatabaseRoles.App};Password={app};Database={name}"
            -- NIAGA_DATABASE_MIGRATOR="Host=…;Username={DatabaseRoles.Migrator};Password={migrator};Database={name}"

            """;
    }
}
