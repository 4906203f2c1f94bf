using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Npgsql;

namespace Niaga.Platform.Upgrades;

/// <summary>A table with encrypted columns, and its key beside the business, from the catalog.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Key">Names and types.</param>
/// <param name="Columns">Its encrypted columns.</param>
internal sealed record SealedTable(string Name, IReadOnlyList<(string Name, string Type)> Key, IReadOnlyList<string> Columns)
{
    /// <summary>The key's columns as a statement selects them.</summary>
    public string KeyText => string.Join(", ", Key.Select(k => $"{k.Name}::text"));

    /// <summary>A condition for rows beyond a key, and the order that goes with it; the key's parts begin at a parameter.</summary>
    public string After(int first) =>
        $"({string.Join(", ", Key.Select(k => k.Name))}) > ({string.Join(", ", Key.Select((k, i) => $"${first + i}::text::{k.Type}"))})";

    /// <summary>The one row with a key.</summary>
    public string Is(int first) => string.Join(" AND ", Key.Select((k, i) => $"{k.Name} = ${first + i}::text::{k.Type}"));

    public string Order => string.Join(", ", Key.Select(k => k.Name));

    /// <summary>The row's key as it is bound to its values.</summary>
    public string RowOf(IReadOnlyList<string> key) =>
        Personal.RowOf(
            Key.Zip(key, (column, text) => column.Type == "uuid" ? (object)Guid.Parse(text, CultureInfo.InvariantCulture) : text)
        );

    /// <returns>Null where none of its columns is encrypted.</returns>
    public static async Task<SealedTable?> Find(Databases databases, string schema, Table table, CancellationToken cancel)
    {
        if (table.Personal.Count == 0 || table.PlainBecause is not null)
            return null;

        var name = $"{schema}.{table.Name}";
        await using var command = databases.Shared.CreateCommand(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_constraint k
            CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS c (attnum, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.attnum
            WHERE k.conrelid = $1::regclass AND k.contype = 'p' AND a.attname <> 'tenant_id' ORDER BY c.place
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var key = new List<(string, string)>();
        while (await rows.ReadAsync(cancel))
            key.Add((rows.GetString(0), rows.GetString(1)));
        return new(name, key, table.Personal);
    }
}
