using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Imports;

/// <summary>What is wrong with the rows of an import, kept: thousands a statement, always of the one tenant.</summary>
internal sealed class ImportRecords(TenantSession session)
{
    /// <summary>Keeps each error, each line's cells with its first one, and the headings with the import.</summary>
    public async Task KeepErrors(
        Guid import,
        IReadOnlyList<CellError> errors,
        IReadOnlyDictionary<int, string[]> cells,
        CancellationToken cancel
    )
    {
        if (errors.Count > 0 && cells.TryGetValue(0, out var headings))
            await Run(
                "UPDATE imports.imports SET headings = $3 WHERE tenant_id = $1 AND import_id = $2",
                import,
                cancel,
                new NpgsqlParameter { Value = headings.Select(Storable).ToArray() }
            );

        var (first, cipher) = (new HashSet<int>(), await session.Cipher(cancel));
        foreach (var chunk in errors.DistinctBy(e => (e.Line, e.Field)).Chunk(10_000))
        {
            await Run(
                """
                INSERT INTO imports.import_errors (tenant_id, import_id, line, field, code, sealed_value, sealed_detail, sealed_cells)
                SELECT $1, $2, e.line, e.field, e.code, e.value, e.detail, e.cells
                FROM unnest($3, $4, $5, $6, $7, $8) AS e (line, field, code, value, detail, cells)
                """,
                import,
                cancel,
                new NpgsqlParameter { Value = chunk.Select(e => e.Line).ToArray() },
                Texts(chunk.Select(e => e.Field)),
                Texts(chunk.Select(e => e.Code)),
                Sealed("sealed_value", chunk, e => e.Value),
                Sealed("sealed_detail", chunk, e => e.Detail),
                Sealed(
                    "sealed_cells",
                    chunk,
                    e =>
                        first.Add(e.Line) && cells.TryGetValue(e.Line, out var line)
                            ? JsonSerializer.Serialize(line.Select(Storable))
                            : null
                )
            );
        }

        NpgsqlParameter Sealed(string column, CellError[] chunk, Func<CellError, string?> text) =>
            new()
            {
                Value = chunk
                    .Select(e =>
                        text(e) is { } there
                            ? PersonalText.Stored(cipher, new("imports.import_errors", column), [import, e.Line, e.Field], there)
                            : null
                    )
                    .ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            };
    }

    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static NpgsqlParameter Texts(IEnumerable<string?> texts) =>
        new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private async Task Run(string sql, Guid import, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand();
        command.Connection = session.Connection;
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import });
        command.Parameters.AddRange(values);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
