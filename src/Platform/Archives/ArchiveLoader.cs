using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Platform.Archives;

/// <summary>A line that is no row of its table.</summary>
internal sealed class UnusableRow(string table, long line, string why) : Exception($"{table}, line {line}: {why}")
{
    public string Table => table;

    public long Line => line;

    public string Why => why;
}

/// <summary>
/// Writes lines of <see cref="ArchiveRows"/> as rows of a business that nobody works in: one being made, or suspended. Row security,
/// foreign keys and constraints hold; triggers that would work out what the rows say already are quiet. It needs memory for some
/// hundred rows.
/// </summary>
/// <param name="session">Of the business, in a transaction that <see cref="Begin"/> was called in.</param>
/// <param name="cipher">Its keys.</param>
/// <param name="keys">How hashes are made anew.</param>
internal sealed class ArchiveLoader(TenantSession session, TenantCipher cipher, IEnumerable<KeysAnew> keys)
{
    private const int RowsAtOnce = 500;
    private const int BytesAtOnce = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>From here to the end of the transaction its rows are loaded.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        await session.Execute($"SELECT set_config('app.loading', {session.Tenant.Value.ToString()}, true)", cancel);
        await using var set = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands = { new("SET CONSTRAINTS ALL DEFERRED"), new(ArchiveRows.InUtc) },
        };
        await set.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Loads lines.</summary>
    /// <param name="table">Into which table.</param>
    /// <param name="columns">What the lines hold; a column they lack gets its default.</param>
    /// <param name="lines">Without line ends.</param>
    /// <param name="take">Which rows come; null for all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What the loaded lines come to, as they were.</returns>
    /// <exception cref="UnusableRow">A line is no row of the table, or the database refuses it.</exception>
    public async Task<TableSum> Load(
        ArchivedTable table,
        IReadOnlyList<ArchivedColumn> columns,
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        Func<JsonElement, bool>? take,
        CancellationToken cancel
    )
    {
        var anew = keys.FirstOrDefault(k => k.Table == table.Name);
        var insert = Insert(table, columns, anew is null ? [] : table.Declared.Keys);
        var batch = new ArrayBufferWriter<byte>(64 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (line, rows, waiting, bytes) = (0L, 0L, 0, 0L);
        await foreach (var text in lines.WithCancellation(cancel))
        {
            line++;
            try
            {
                using var row = JsonDocument.Parse(text, Strict);
                if (take is not null && !take(row.RootElement))
                    continue;
                Append(batch, waiting == 0, table, columns, anew, row.RootElement);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
            {
                throw new UnusableRow(table.Name, line, "not a row of this table");
            }
            hash.AppendData(text.Span);
            hash.AppendData(ArchiveRows.LineEnd.Span);
            (rows, waiting, bytes) = (rows + 1, waiting + 1, bytes + text.Length + 1);
            if (waiting == RowsAtOnce || batch.WrittenCount > BytesAtOnce)
            {
                await Write(table, insert, batch, line, cancel);
                waiting = 0;
            }
        }
        if (waiting > 0)
            await Write(table, insert, batch, line, cancel);
        return new(rows, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Once all is loaded: tokens are made anew, the log goes on where its seals end, and what waited for the commit is checked now.
    /// </summary>
    /// <exception cref="UnusableRow">The rows do not fit together.</exception>
    public async Task Finish(IServiceProvider scope, IEnumerable<TokensAnew> tokens, CancellationToken cancel)
    {
        foreach (var one in tokens)
            await one.Write(scope, cancel);
        await session.Execute(
            $"""
            INSERT INTO platform.audit_pending (tenant_id, entry_id)
            SELECT e.tenant_id, e.entry_id FROM platform.audit_entries e WHERE e.tenant_id = {session.Tenant.Value} AND NOT EXISTS (
                SELECT FROM platform.audit_seals s WHERE s.tenant_id = e.tenant_id AND s.entry_id = e.entry_id)
            ON CONFLICT DO NOTHING
            """,
            cancel
        );
        await using var check = new NpgsqlCommand("SET CONSTRAINTS ALL IMMEDIATE", session.Connection, session.Transaction)
        {
            CommandTimeout = 0,
        };
        try
        {
            await check.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState[..2] is "23")
        {
            throw new UnusableRow($"{e.SchemaName}.{e.TableName}", 0, $"refused by the database ({e.SqlState} {e.ConstraintName})");
        }
    }

    private async Task Write(ArchivedTable table, string insert, ArrayBufferWriter<byte> batch, long line, CancellationToken cancel)
    {
        batch.Write("]"u8);
        await using var command = new NpgsqlCommand(insert, session.Connection, session.Transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.Add(
            new NpgsqlParameter { Value = Encoding.UTF8.GetString(batch.WrittenSpan), NpgsqlDbType = NpgsqlDbType.Json }
        );
        try
        {
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState[..2] is "22" or "23" or "42" or "P0")
        {
            // Its detail may hold what the row says.
            throw new UnusableRow(table.Name, line, $"refused by the database ({e.SqlState} {e.ConstraintName})");
        }
        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsMemory(batch.WrittenMemory).Span);
        batch.ResetWrittenCount();
    }

    /// <summary>A row with its personal values sealed for it and its hashes made.</summary>
    private void Append(
        ArrayBufferWriter<byte> batch,
        bool first,
        ArchivedTable table,
        IReadOnlyList<ArchivedColumn> columns,
        KeysAnew? anew,
        JsonElement row
    )
    {
        var seen = 0;
        foreach (var property in row.EnumerateObject())
            seen += columns.Any(c => c.Name == property.Name) ? 1 : throw new FormatException();
        if (seen != columns.Count)
            throw new FormatException();

        batch.Write(first ? "["u8 : ","u8);
        using var json = new Utf8JsonWriter(batch);
        json.WriteStartObject();
        foreach (var column in columns)
        {
            var value = row.GetProperty(column.Name);
            json.WritePropertyName(column.Name);
            if (column.Form == ColumnForm.Personal && value.ValueKind != JsonValueKind.Null)
                json.WriteBase64StringValue(Sealed(table, column, row, value));
            else
                value.WriteTo(json);
        }
        if (anew is not null)
        {
            foreach (var (name, value) in anew.Of(cipher, row))
            {
                if (value is null)
                    json.WriteNull(name);
                else
                    json.WriteBase64String(name, value);
            }
        }
        json.WriteEndObject();
    }

    private byte[] Sealed(ArchivedTable table, ArchivedColumn column, JsonElement row, JsonElement value)
    {
        // What did not open there will not open here: it comes along as it lay.
        if (value.ValueKind == JsonValueKind.Object)
            return value.GetProperty(ArchiveRows.Unreadable).GetBytesFromBase64();

        var plain = Encoding.UTF8.GetBytes(value.GetString()!);
        var key = ArchiveRows.RowOf(table, i => row.GetProperty(table.Key[i].Name).ToString());
        var stored = cipher.Seal(table.Personal(column), key, plain);
        CryptographicOperations.ZeroMemory(plain);
        return stored;
    }

    private static string Insert(ArchivedTable table, IReadOnlyList<ArchivedColumn> columns, IReadOnlyList<string> hashes)
    {
        var names = columns.Select(c => c.Name).Concat(hashes).ToArray();
        var values = columns
            .Select(c => c.Form is ColumnForm.Bytes or ColumnForm.Personal ? $"decode(x.{c.Name}, 'base64')" : $"x.{c.Name}")
            .Concat(hashes.Select(h => $"decode(x.{h}, 'base64')"));
        var types = columns
            .Select(c => $"{c.Name} {(c.Form is ColumnForm.Bytes or ColumnForm.Personal ? "text" : c.Type)}")
            .Concat(hashes.Select(h => $"{h} text"));
        return $"INSERT INTO {table.Name} (tenant_id{string.Concat(names.Select(n => $", {n}"))}) "
            + $"SELECT $1{string.Concat(values.Select(v => $", {v}"))} FROM json_to_recordset($2) AS x ({string.Join(", ", types)})";
    }
}
