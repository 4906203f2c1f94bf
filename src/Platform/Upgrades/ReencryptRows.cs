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

    /// <param name="Table">Schema and name.</param>
    /// <param name="Key">Its key beside the business.</param>
    /// <param name="Columns">Its encrypted columns.</param>
    /// <param name="After">The last key that was looked at; null to begin.</param>
    public sealed record Input(string Table, string Key, IReadOnlyList<string> Columns, Guid? After);

    /// <param name="Last">The last key that was looked at; null where the table ended.</param>
    /// <param name="Encrypted">Rows that had an older key.</param>
    /// <param name="Unreadable">Values that do not open with any key: they stay as they are.</param>
    public sealed record Portion(Guid? Last, int Encrypted, int Unreadable);

    public override async Task<Outcome<Portion>> Run(Input input, CancellationToken cancel)
    {
        var cipher = await session.Cipher(cancel);
        var names = string.Join(", ", input.Columns);
        var rows = await session.Rows(
            $"SELECT {input.Key}, {names} FROM {input.Table} WHERE tenant_id = $1 AND {input.Key} > $2 ORDER BY {input.Key} "
                + $"LIMIT {Rows} FOR NO KEY UPDATE",
            [session.Tenant.Value, input.After ?? Guid.Empty],
            row =>
                (
                    Id: row.GetGuid(0),
                    Values: input.Columns.Select((_, i) => row.IsDBNull(i + 1) ? null : row.GetFieldValue<byte[]>(i + 1)).ToArray()
                ),
            cancel
        );
        var set = string.Join(", ", input.Columns.Select((c, i) => $"{c} = ${i + 3}"));
        var (encrypted, unreadable) = (0, 0);
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var (id, values) in rows)
        {
            var older = false;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is not { } stored || TenantCipher.VersionOf(stored) == cipher.Active)
                    continue;
                var (column, row) = (new PersonalColumn(input.Table, input.Columns[i]), Personal.RowOf(id));
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
            var command = new NpgsqlBatchCommand($"UPDATE {input.Table} SET {set} WHERE tenant_id = $1 AND {input.Key} = $2");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            foreach (var value in values)
                command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
            batch.BatchCommands.Add(command);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
        return new Portion(rows.Count < Rows ? null : rows[^1].Id, encrypted, unreadable);
    }
}
