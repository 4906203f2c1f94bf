using System.Text;
using Niaga.Platform.Keeping;

namespace Niaga.Host.Backups;

/// <summary>
/// Statements that make a table's rows what the copy beside it says. $1 is the business; row security holds for the table, and nobody else
/// reaches the copy.
/// </summary>
internal sealed class RestoreSql(RestoredTable table)
{
    /// <summary>Where the copies of the side lie while a restore runs.</summary>
    public const string Schema = "niaga_restore";

    /// <summary>Later rows that stay, since something that stays points to them: their parts stay with them.</summary>
    public const string Needed = Schema + ".needed";

    public string Copy { get; } = $"{Schema}.\"{table.Name}\"";

    public string MakeCopy => $"CREATE UNLOGGED TABLE {Copy} AS SELECT {List("t")} FROM {table.Name} t WHERE false";

    public string KeyCopy => $"ALTER TABLE {Copy} ADD PRIMARY KEY ({string.Join(", ", table.Key)}); ANALYZE {Copy}";

    public string ReadSide(Guid tenant) => $"COPY (SELECT {List("t")} FROM {table.Name} t WHERE t.tenant_id = '{tenant}') TO STDOUT";

    public string FillCopy => $"COPY {Copy} ({string.Join(", ", table.Columns)}) FROM STDIN";

    /// <summary>Rows then, here now, lacking here, other than then, and here only.</summary>
    public string Counts =>
        $"""
            SELECT (SELECT count(*) FROM {Copy}), (SELECT count(*) FROM {table.Name} t WHERE t.tenant_id = $1),
                (SELECT count(*) FROM {Copy} s WHERE {Lacking}),
                (SELECT count(*) FROM {Copy} s JOIN {table.Name} t ON {Same} WHERE t.tenant_id = $1 AND {Differs}),
                (SELECT count(*) FROM {table.Name} t WHERE t.tenant_id = $1 AND {Later})
            """;

    /// <summary>
    /// Takes away what came later and nothing that stays points to. Again until it takes nothing: rows may point within the table.
    /// </summary>
    public string TakeLater
    {
        get
        {
            var sql = new StringBuilder($"DELETE FROM {table.Name} t WHERE t.tenant_id = $1 AND {Later}");
            foreach (var reference in table.Pointed)
                sql.Append($" AND NOT EXISTS (SELECT FROM {reference.Child} c WHERE c.tenant_id = $1 AND {Points(reference)})");
            foreach (var (reference, key) in table.PartOf)
            {
                sql.Append($" AND NOT EXISTS (SELECT FROM {reference.Parent} p JOIN {Needed} n ON n.tbl = '{reference.Parent}'")
                    .Append($" AND n.key = ROW({string.Join(", ", key.Select(k => $"p.{k}"))})::text WHERE p.tenant_id = $1 AND ")
                    .Append(string.Join(" AND ", reference.Columns.Zip(reference.ParentColumns, (c, p) => $"t.{c} = p.{p}")))
                    .Append(')');
            }
            return sql.ToString();
        }
    }

    /// <summary>Keys of what came later and is there.</summary>
    public string LaterKeys =>
        $"SELECT ROW({string.Join(", ", table.Key.Select(k => $"t.{k}"))})::text FROM {table.Name} t WHERE t.tenant_id = $1 AND {Later}";

    /// <summary>Null where there is nothing beside the key.</summary>
    public string? Change =>
        Others is not { Length: > 0 } others
            ? null
            : $"UPDATE {table.Name} t SET {string.Join(", ", others.Select(c => $"{c} = s.{c}"))} FROM {Copy} s "
                + $"WHERE t.tenant_id = $1 AND {Same} AND {Differs}";

    /// <summary>The key names the counter; the rest are numbers that never fall.</summary>
    public string? Raise =>
        Others is not { Length: > 0 } others
            ? null
            : $"UPDATE {table.Name} t SET {string.Join(", ", others.Select(c => $"{c} = greatest(t.{c}, s.{c})"))} FROM {Copy} s "
                + $"WHERE t.tenant_id = $1 AND {Same}";

    public string Add => $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) SELECT {List("s")} FROM {Copy} s WHERE {Lacking}";

    /// <summary>As <see cref="Add"/>; what is in the way of a row by another rule than its key stays.</summary>
    public string AddWhereFree => Add + " ON CONFLICT DO NOTHING";

    /// <summary>Ordered hash of the rows then, and of those here that were there then.</summary>
    public string Hashes =>
        $"SELECT {Hash("s")} FROM {Copy} s UNION ALL SELECT {Hash("t")} FROM {table.Name} t WHERE t.tenant_id = $1 AND NOT ({Later})";

    /// <summary>Ordered hash of all rows of a business.</summary>
    public string HashOfAll => $"SELECT {Hash("t")} FROM {table.Name} t WHERE t.tenant_id = $1";

    /// <summary>Key, then and now of the columns that differ; what lacks or is later has one side alone. At most $2.</summary>
    public string Changes =>
        $"""
            SELECT {Json("s")}, {Json("t")}
            FROM (SELECT * FROM {Copy}) s FULL JOIN (SELECT * FROM {table.Name} WHERE tenant_id = $1) t ON {Same}
            WHERE s.tenant_id IS NULL OR t.tenant_id IS NULL OR {Differs} LIMIT $2
            """;

    private string[] Others => [.. table.Columns.Except(table.Key)];

    private string Same => string.Join(" AND ", table.Key.Select(k => $"s.{k} = t.{k}"));

    private string Lacking => $"NOT EXISTS (SELECT FROM {table.Name} t WHERE t.tenant_id = $1 AND {Same})";

    private string Later => $"NOT EXISTS (SELECT FROM {Copy} s WHERE {Same})";

    private string Differs => $"ROW({List("s")})::text IS DISTINCT FROM ROW({List("t")})::text";

    private string List(string from) => string.Join(", ", table.Columns.Select(c => $"{from}.{c}"));

    private string Hash(string of) =>
        $"coalesce(md5(string_agg(md5(ROW({List(of)})::text), '' ORDER BY {string.Join(", ", table.Key.Select(k => $"{of}.{k}"))})), '-')";

    private string Json(string of)
    {
        var shown = table
            .Columns.Except(["tenant_id"])
            .Select(c => (table.Hides(c) ? $"md5({of}.{c}::text)" : $"left({of}.{c}::text, 200)") + $" AS {c}");
        return $"CASE WHEN {of}.tenant_id IS NOT NULL THEN (SELECT to_json(one) FROM (SELECT {string.Join(", ", shown)}) one) END";
    }

    private static string Points(KeptReference reference) =>
        string.Join(" AND ", reference.Columns.Zip(reference.ParentColumns, (c, p) => $"c.{c} = t.{p}"));
}
