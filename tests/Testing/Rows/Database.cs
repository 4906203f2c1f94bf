using Npgsql;

namespace Niaga.Testing.Rows;

/// <summary>Plain SQL for looking at the catalog and for making rows: everything as text.</summary>
internal static class Database
{
    public static async Task<List<string?[]>> Rows(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string?[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i).ToString())]);
        return rows;
    }

    public static async Task<int> Run(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<string?> One(this NpgsqlConnection connection, string sql) =>
        (await connection.Rows(sql)).FirstOrDefault()?[0];

    /// <summary>For a question asked hundreds of times: planned once, which for one over every table takes longest.</summary>
    public static async Task<Func<Task<string?>>> Prepare(this NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync();
        return async () => (string?)await command.ExecuteScalarAsync();
    }

    public static string Literal(string? value) => value is null ? "NULL" : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    public static string Quoted(string name) => "\"" + name + "\"";
}
