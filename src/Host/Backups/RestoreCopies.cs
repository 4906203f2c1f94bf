using Niaga.Contract;
using Niaga.Host.Database;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>
/// A business's rows of then beside those of now, in a schema that only the owner of the tables reaches; encrypted values stay as they are,
/// since their keys and rows are the same.
/// </summary>
internal static class RestoreCopies
{
    /// <summary>A connection as the owner of all tables. Row security holds for it too.</summary>
    public static async Task<NpgsqlConnection> Owner(string migrator, CancellationToken cancel)
    {
        // Never pooled: the role is the session's own and ends with it.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(migrator) { Pooling = false, CommandTimeout = 0 }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await Run(connection, $"SET ROLE {DatabaseRoles.Owner}; SET lock_timeout = '30s'", cancel);
        return connection;
    }

    /// <summary>Copies all tables that are not left alone.</summary>
    public static async Task Make(
        NpgsqlConnection here,
        string side,
        TenantId tenant,
        IReadOnlyList<RestoredTable> tables,
        CancellationToken cancel
    )
    {
        await Drop(here, cancel);
        await Run(here, $"CREATE SCHEMA {RestoreSql.Schema}", cancel);
        await using var there = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(side) { Pooling = false, CommandTimeout = 0 }.ConnectionString
        );
        await there.OpenAsync(cancel);
        foreach (var table in tables.Where(t => t.As != RestoredAs.Skipped))
        {
            var sql = new RestoreSql(table);
            await Run(here, sql.MakeCopy, cancel);
            using (var from = await there.BeginTextExportAsync(sql.ReadSide(tenant.Value), cancel))
            await using (var to = await here.BeginTextImportAsync(sql.FillCopy, cancel))
            {
                var buffer = new char[1 << 15];
                for (int read; (read = await from.ReadAsync(buffer, cancel)) > 0; )
                    await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
            await Run(here, sql.KeyCopy, cancel);
        }
    }

    public static Task Drop(NpgsqlConnection here, CancellationToken cancel) =>
        Run(here, $"DROP SCHEMA IF EXISTS {RestoreSql.Schema} CASCADE", cancel);

    /// <summary>One moment of the database, in which this business's rows are seen.</summary>
    public static async Task<NpgsqlTransaction> Begin(NpgsqlConnection here, TenantId tenant, CancellationToken cancel)
    {
        var transaction = await here.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await See(here, transaction, tenant, cancel);
        return transaction;
    }

    public static async Task See(NpgsqlConnection here, NpgsqlTransaction transaction, TenantId tenant, CancellationToken cancel)
    {
        await using var set = new NpgsqlBatch(here, transaction) { BatchCommands = { TenantReads.Set(TenantScope.Whole(tenant)) } };
        await set.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<long> Run(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>All rows of a statement, each as its values.</summary>
    public static async Task<IReadOnlyList<object?[]>> Ask(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancel,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<object?[]>();
        while (await rows.ReadAsync(cancel))
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            found.Add([.. row.Select(v => v is DBNull ? null : v)]);
        }
        return found;
    }
}
