using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Upgrades;

/// <summary>
/// Encrypts rows of a table again that an older data key encrypted, some hundred at a time from one key on. Nobody waits: each portion is a
/// transaction of its own, and what is written meanwhile has the new key already.
/// </summary>
[OperatorOnly]
internal sealed class ReencryptRows(TenantSession session) : UseCase<ReencryptRows, ReencryptRows.Input, ReencryptRows.Portion>
{
    public const int Rows = 500;

    /// <param name="Table">Which.</param>
    /// <param name="After">The last key that was looked at; null to begin.</param>
    public sealed record Input(SealedTable Table, IReadOnlyList<string>? After);

    /// <param name="Last">The last key that was looked at; null where the table ended.</param>
    /// <param name="Encrypted">Rows that had an older key.</param>
    /// <param name="Unreadable">Values that do not open with any key: they stay as they are.</param>
    public sealed record Portion(IReadOnlyList<string>? Last, int Encrypted, int Unreadable);

    public override async Task<Outcome<Portion>> Run(Input input, CancellationToken cancel)
    {
        var cipher = await session.Cipher(cancel);
        var (table, keys) = (input.Table, input.Table.Key.Count);
        // What is never changed otherwise lets its encryption change, and nothing else.
        await session.Execute($"SELECT set_config('app.reencrypting', 'on', true)", cancel);
        var rows = await session.Rows(
            $"SELECT {table.KeyText}, {string.Join(", ", table.Columns)} FROM {table.Name} WHERE tenant_id = $1 "
                + (input.After is null ? "" : $"AND {table.After(2)} ")
                + $"ORDER BY {table.Order} LIMIT {Rows} FOR NO KEY UPDATE",
            [session.Tenant.Value, .. input.After ?? []],
            row =>
                (
                    Key: Enumerable.Range(0, keys).Select(row.GetString).ToArray(),
                    Values: table.Columns.Select((_, i) => row.IsDBNull(keys + i) ? null : row.GetFieldValue<byte[]>(keys + i)).ToArray()
                ),
            cancel
        );
        var set = string.Join(", ", table.Columns.Select((c, i) => $"{c} = ${i + 2 + keys}"));
        var (encrypted, unreadable) = (0, 0);
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var (key, values) in rows)
        {
            var older = false;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is not { } stored || TenantCipher.VersionOf(stored) == cipher.Active)
                    continue;
                var (column, row) = (new PersonalColumn(table.Name, table.Columns[i]), table.RowOf(key));
                if (cipher.Open(column, row, stored) is not { } plain)
                {
                    unreadable++;
                    continue;
                }
                values[i] = cipher.Seal(column, row, plain);
                older = true;
            }
            if (!older)
                continue;

            encrypted++;
            var command = new NpgsqlBatchCommand($"UPDATE {table.Name} SET {set} WHERE tenant_id = $1 AND {table.Is(2)}");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
            foreach (var part in key)
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part });
            foreach (var value in values)
                command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
            batch.BatchCommands.Add(command);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
        return new Portion(rows.Count < Rows ? null : rows[^1].Key, encrypted, unreadable);
    }
}
