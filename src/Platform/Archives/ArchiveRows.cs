using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Archives;

/// <summary>What a table's lines come to.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Bytes">Their length, line ends too.</param>
/// <param name="Sha256">Over all of them in the order of the key, in hexadecimal.</param>
internal sealed record TableSum(long Rows, long Bytes, string Sha256);

/// <summary>
/// Reads rows of a business as JSON lines: an object a row, its columns by name, in the order of the key. It needs memory for one row.
/// </summary>
/// <param name="connection">In a transaction that <see cref="Begin"/> began, or one with the tenant set and its times in UTC.</param>
/// <param name="tenant">Whose rows.</param>
/// <param name="cipher">Opens what is encrypted.</param>
internal sealed class ArchiveRows(NpgsqlConnection connection, TenantId tenant, TenantCipher cipher)
{
    /// <summary>What stands in place of a value that does not open, with what is stored.</summary>
    public const string Unreadable = "unreadable";

    // As it is read by people too: letters of all scripts stand for themselves.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many values did not open so far.</summary>
    public long NotOpened { get; private set; }

    /// <summary>One moment of the business: what is changed meanwhile is not seen.</summary>
    public static async Task<NpgsqlTransaction> Begin(NpgsqlConnection connection, TenantId tenant, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using var set = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("SELECT set_config('transaction_read_only', 'on', true)"),
                TenantReads.Set(TenantScope.Whole(tenant)),
                new(InUtc),
            },
        };
        await set.ExecuteNonQueryAsync(cancel);
        return transaction;
    }

    /// <summary>Moments are written in UTC whatever the server thinks.</summary>
    public const string InUtc = "SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true)";

    /// <summary>The lines of a table, without line ends. A line is to be used before the next is asked for.</summary>
    /// <param name="table">Which.</param>
    /// <param name="only">Of these columns; null for all.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(
        ArchivedTable table,
        IReadOnlyList<ArchivedColumn>? only,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        ArchivedColumn[] columns = [.. (only ?? table.Columns).OrderBy(c => c.Name, StringComparer.Ordinal)];
        await using var command = new NpgsqlCommand(Select(table, columns), connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var line = new ArrayBufferWriter<byte>(1024);
        await using var json = new Utf8JsonWriter(line, Plain);
        while (await row.ReadAsync(cancel))
        {
            line.ResetWrittenCount();
            json.Reset();
            json.WriteStartObject();
            for (var i = 0; i < columns.Length; i++)
            {
                json.WritePropertyName(columns[i].Name);
                if (row.IsDBNull(i))
                    json.WriteNullValue();
                else
                    Write(json, row, i, table, columns);
            }
            json.WriteEndObject();
            await json.FlushAsync(cancel);
            yield return line.WrittenMemory;
        }
    }

    /// <summary>Writes a table's lines, each with its line end, and adds them up.</summary>
    public async Task<TableSum> WriteTo(
        Stream to,
        ArchivedTable table,
        IReadOnlyList<ArchivedColumn>? only,
        Action? progress,
        CancellationToken cancel
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, bytes) = (0L, 0L);
        await foreach (var line in Lines(table, only, cancel))
        {
            await to.WriteAsync(line, cancel);
            await to.WriteAsync(LineEnd, cancel);
            hash.AppendData(line.Span);
            hash.AppendData(LineEnd.Span);
            (rows, bytes) = (rows + 1, bytes + line.Length + 1);
            progress?.Invoke();
        }
        return new(rows, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>What a table's rows come to now.</summary>
    public Task<TableSum> Sum(ArchivedTable table, IReadOnlyList<ArchivedColumn>? only, CancellationToken cancel) =>
        WriteTo(Stream.Null, table, only, null, cancel);

    internal static readonly ReadOnlyMemory<byte> LineEnd = "\n"u8.ToArray();

    private static string Select(ArchivedTable table, IReadOnlyList<ArchivedColumn> columns)
    {
        var read = columns
            .Select(c =>
                c.Form switch
                {
                    ColumnForm.Number => $"r.{c.Name}::bigint",
                    ColumnForm.Truth or ColumnForm.Bytes or ColumnForm.Personal => $"r.{c.Name}",
                    ColumnForm.Json when c.Type.EndsWith("[]", StringComparison.Ordinal) => $"to_json(r.{c.Name})::text",
                    _ => $"r.{c.Name}::text",
                }
            )
            .Concat(table.Key.Select(k => $"r.{k.Name}::text"));
        // Texts in the order of their bytes: no server sorts them otherwise.
        var order = table.Key.Select(k =>
            k.Type.StartsWith("text", StringComparison.Ordinal) || k.Type.StartsWith("character", StringComparison.Ordinal)
                ? $"r.{k.Name} COLLATE \"C\""
                : $"r.{k.Name}"
        );
        return $"SELECT {string.Join(", ", read)} FROM {table.Name} r WHERE r.tenant_id = $1"
            + (table.Key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", order)}");
    }

    private void Write(Utf8JsonWriter json, NpgsqlDataReader row, int at, ArchivedTable table, ArchivedColumn[] columns)
    {
        switch (columns[at].Form)
        {
            case ColumnForm.Number:
                json.WriteNumberValue(row.GetInt64(at));
                break;
            case ColumnForm.Truth:
                json.WriteBooleanValue(row.GetBoolean(at));
                break;
            case ColumnForm.Moment:
                json.WriteStringValue(Iso(row.GetString(at)));
                break;
            case ColumnForm.Json:
                json.WriteRawValue(row.GetString(at), skipInputValidation: true);
                break;
            case ColumnForm.Bytes:
                json.WriteBase64StringValue(row.GetFieldValue<byte[]>(at));
                break;
            case ColumnForm.Personal:
                var stored = row.GetFieldValue<byte[]>(at);
                var key = RowOf(table, i => row.GetString(columns.Length + i));
                if (cipher.Open(table.Personal(columns[at]), key, stored) is { } plain)
                {
                    json.WriteStringValue(plain);
                    CryptographicOperations.ZeroMemory(plain);
                }
                else
                {
                    NotOpened++;
                    json.WriteStartObject();
                    json.WriteBase64String(Unreadable, stored);
                    json.WriteEndObject();
                }
                break;
            default:
                json.WriteStringValue(row.GetString(at));
                break;
        }
    }

    /// <summary>The key of a row as its personal values are bound to it.</summary>
    internal static string RowOf(ArchivedTable table, Func<int, string> key) =>
        string.Join(':', table.Key.Select((k, i) => k.Type == "uuid" ? Encryption.Personal.RowOf(Guid.Parse(key(i))) : key(i)));

    /// <summary>2026-11-30 09:15:00.5+00 as 2026-11-30T09:15:00.5Z; infinity stays what it is.</summary>
    private static string Iso(string moment) =>
        moment.EndsWith("+00", StringComparison.Ordinal)
            ? string.Concat(moment.AsSpan(0, 10), "T", moment.AsSpan(11, moment.Length - 14), "Z")
            : moment;
}
