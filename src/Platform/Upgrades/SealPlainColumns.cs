using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Upgrades;

/// <summary>
/// Encrypts what a version before encryption wrote into a table's columns, some hundred rows at a time: from <c>text_plain</c> into
/// <c>text</c>, or from <c>value</c> into <c>sealed_value</c>. Answers how many; 0 once none is left.
/// </summary>
[OperatorOnly]
internal sealed class SealPlainColumns(TenantSession session, ModuleCatalog modules, Databases databases)
    : UseCase<SealPlainColumns, SealPlainColumns.Input, int>
{
    private const int Portion = 500;

    private const string Sealed = "sealed_";

    /// <param name="Schema">Of the table.</param>
    /// <param name="Table">As its manifest calls it.</param>
    public sealed record Input(string Schema, string Table);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        var declared = modules.Manifests.Single(m => m.Schema == input.Schema && m.Tables.Any(t => t.Name == input.Table));
        var table = (await SealedTable.Find(databases, input.Schema, declared.Tables.Single(t => t.Name == input.Table), cancel))!;
        var (cipher, keys) = (await session.Cipher(cancel), table.Key.Count);
        var plain = string.Join(", ", table.Columns.Select(Plain));
        var rows = await session.Rows(
            // A list travels as JSON, as its encrypted column keeps it.
            $"SELECT {table.KeyText}, {string.Join(", ", table.Columns.Select(c => $"to_jsonb({Plain(c)}) #>> '{{}}'"))} FROM {table.Name} "
                + $"WHERE tenant_id = $1 AND num_nonnulls({plain}) > 0 ORDER BY {table.Order} LIMIT {Portion} FOR UPDATE",
            [session.Tenant.Value],
            row =>
                (
                    Key: Enumerable.Range(0, keys).Select(row.GetString).ToArray(),
                    Texts: table.Columns.Select((_, i) => row.IsDBNull(keys + i) ? null : row.GetString(keys + i)).ToArray()
                ),
            cancel
        );
        if (rows.Count == 0)
            return 0;

        var set = string.Join(", ", table.Columns.Select((c, i) => $"{c} = coalesce(${i + 2 + keys}, {c}), {Plain(c)} = NULL"));
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var (key, texts) in rows)
        {
            var command = new NpgsqlBatchCommand($"UPDATE {table.Name} SET {set} WHERE tenant_id = $1 AND {table.Is(2)}");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
            foreach (var part in key)
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part });
            foreach (var (text, column) in texts.Zip(table.Columns))
                command.Parameters.Add(
                    new()
                    {
                        Value = text is null
                            ? DBNull.Value
                            : cipher.Seal(new(table.Name, column), table.RowOf(key), Encoding.UTF8.GetBytes(text)),
                        NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea,
                    }
                );
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancel);
        return rows.Count;
    }

    private static string Plain(string column) =>
        column.StartsWith(Sealed, StringComparison.Ordinal) ? column[Sealed.Length..] : $"{column}_plain";
}

/// <summary>Tables whose columns became encrypted as they stood.</summary>
public static class PlainColumns
{
    /// <param name="schema">Of the table.</param>
    /// <param name="table">As its manifest calls it; each of its personal columns has its former one beside it.</param>
    public static PlainRows Of(string schema, string table) =>
        new(
            async (scope, cancel) =>
                (await SealPlainColumns.Do(scope.GetRequiredService<UseCaseRunner>(), new(schema, table), cancel)).Succeeded(
                    out var rows,
                    out var refusal
                )
                    ? rows
                    : throw new InvalidOperationException($"Rows of {schema}.{table} cannot be encrypted: {refusal.Code}.")
        );
}
