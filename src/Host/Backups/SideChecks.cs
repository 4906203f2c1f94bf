using System.Security.Cryptography;
using System.Text;
using Niaga.Host.Database;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>Looks whether a restored database is sound: every index, every table read to its end.</summary>
internal sealed class SideChecks(string admin, string database)
{
    /// <returns>How many indexes there are, and what is wrong with which.</returns>
    public async Task<(int Checked, IReadOnlyList<string> Complaints)> Indexes(CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await Run(connection, "CREATE EXTENSION IF NOT EXISTS amcheck", cancel);
        var indexes = new List<(uint Id, string Name)>();
        await using (
            var list = new NpgsqlCommand(
                """
                SELECT c.oid, c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence <> 't' AND i.indisready AND i.indisvalid ORDER BY 2
                """,
                connection
            )
        )
        {
            await using var rows = await list.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                indexes.Add((rows.GetFieldValue<uint>(0), rows.GetString(1)));
        }
        var complaints = new List<string>();
        foreach (var (id, name) in indexes)
        {
            try
            {
                await using var check = new NpgsqlCommand("SELECT bt_index_check($1::oid::regclass, true)", connection);
                check.Parameters.Add(new() { Value = id, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
                check.CommandTimeout = 0;
                await check.ExecuteNonQueryAsync(cancel);
            }
            catch (PostgresException e)
            {
                complaints.Add($"Index {name}: {e.MessageText}");
            }
        }
        return (indexes.Count, complaints);
    }

    /// <summary>Rows and ordered SHA-256 of every table, read by the role for backups, which no lock hides rows from.</summary>
    public async Task<IReadOnlyDictionary<string, TableFigures>> Tables(IEnumerable<string> schemas, CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await Run(connection, $"SET ROLE {DatabaseRoles.Backup}", cancel);
        var tables = new List<(string Name, string? Key)>();
        await using (
            var list = new NpgsqlCommand(
                """
                SELECT n.nspname || '.' || c.relname, (
                    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
                    FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k (num, place)
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num WHERE i.indrelid = c.oid AND i.indisprimary)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) AND has_table_privilege(c.oid, 'SELECT')
                ORDER BY 1
                """,
                connection
            )
        )
        {
            list.Parameters.AddWithValue(schemas.Distinct().ToArray());
            await using var rows = await list.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                tables.Add((rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1)));
        }
        var figures = new SortedDictionary<string, TableFigures>(StringComparer.Ordinal);
        foreach (var (name, key) in tables)
            figures[name] = await Figures(connection, name, key, cancel);
        return figures;
    }

    private static async Task<TableFigures> Figures(NpgsqlConnection connection, string table, string? key, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        using var lines = await connection.BeginTextExportAsync(
            $"COPY (SELECT t::text FROM {table} t ORDER BY {key ?? "1"}) TO STDOUT",
            cancel
        );
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
            rows++;
        }
        return new(rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Database = database, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
