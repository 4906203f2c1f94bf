using System.Text.RegularExpressions;
using Npgsql;

namespace Niaga.Testing.Rows;

/// <summary>A column as <c>pg_catalog</c> knows it.</summary>
/// <param name="Choices">What a check constraint allows, where it lists it.</param>
internal sealed record Column(string Name, string Type, bool NotNull, bool Filled, string[] Choices, bool AppMayUpdate);

internal sealed record ForeignKey(string Name, string Parent, string[] Columns, string[] ParentColumns);

internal sealed record DbTable(string Name, Column[] Columns, string[] PrimaryKey, string[][] Uniques, ForeignKey[] ForeignKeys)
{
    public bool HasTenant => Columns.Any(c => c.Name == Tenant);

    public const string Tenant = "tenant_id";
}

/// <summary>
/// Every table of the modules' schemas, read from the database itself: a new table is in it without anybody thinking of it.
/// </summary>
internal sealed partial class Catalog
{
    private Catalog(Dictionary<string, DbTable> tables) => Tables = tables;

    public IReadOnlyDictionary<string, DbTable> Tables { get; }

    public IEnumerable<DbTable> WithTenant => Tables.Values.Where(t => t.HasTenant);

    public static async Task<Catalog> Read(NpgsqlConnection connection)
    {
        var checks = (
            await connection.Rows(
                """
                SELECT c.conrelid::regclass::text, a.attname, pg_get_constraintdef(c.oid) FROM pg_constraint c
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                    WHERE c.contype = 'c' AND cardinality(c.conkey) = 1
                """
            )
        ).ToLookup(
            r => (r[0], r[1]),
            r =>
                Listed().Match(r[2]!) is { Success: true } match ? Word().Matches(match.Value).Select(w => w.Groups[1].Value).ToArray() : []
        );
        var columns = (
            await connection.Rows(
                """
                SELECT a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::int::text,
                    (a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '')::int::text, has_column_privilege('niaga_app',
                        a.attrelid, a.attnum, 'UPDATE')::int::text
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum
                """
            )
        ).ToLookup(
            r => r[0],
            r => new Column(r[1]!, r[2]!, r[3] == "1", r[4] == "1", [.. checks[(r[0], r[1])].SelectMany(c => c)], r[5] == "1")
        );
        var keys = (
            await connection.Rows(
                $"""
                SELECT i.indrelid::regclass::text, i.indisprimary::int::text, {Names(
                    "i.indrelid",
                    "i.indkey"
                )} FROM pg_index i WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
                """
            )
        ).ToLookup(r => r[0], r => (Primary: r[1] == "1", Columns: r[2]!.Split(',')));
        var foreign = (
            await connection.Rows(
                $"""
                SELECT conrelid::regclass::text, conname, confrelid::regclass::text, {Names("conrelid", "conkey")}, {Names(
                    "confrelid",
                    "confkey"
                )}
                FROM pg_constraint WHERE contype = 'f'
                """
            )
        ).ToLookup(r => r[0], r => new ForeignKey(r[1]!, r[2]!, r[3]!.Split(','), r[4]!.Split(',')));
        var names = await connection.Rows(
            """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
                ORDER BY 1
            """
        );
        return new(
            names
                .Select(n => n[0]!)
                .ToDictionary(
                    n => n,
                    n => new DbTable(
                        n,
                        [.. columns[n]],
                        keys[n].FirstOrDefault(k => k.Primary).Columns ?? [],
                        [.. keys[n].Select(k => k.Columns)],
                        [.. foreign[n].OrderBy(f => f.Name, StringComparer.Ordinal)]
                    )
                )
        );
    }

    private static string Names(string relation, string numbers) =>
        $"(SELECT string_agg(a.attname, ',' ORDER BY x.place) FROM unnest({numbers}::int2[]) WITH ORDINALITY x (num, place) JOIN "
        + $"pg_attribute a ON a.attrelid = {relation} AND a.attnum = x.num)";

    [GeneratedRegex(@"= ANY \(\(?ARRAY\[.*?\]")]
    private static partial Regex Listed();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Word();
}
