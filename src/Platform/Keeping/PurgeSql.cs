using Niaga.Contract;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>
/// Statements of a purge, made of the names the manifests and the catalog give. $1 is the tenant and $2 the moment or the day before which
/// events are due; of the others each says what it takes.
/// </summary>
internal sealed class PurgeSql
{
    private readonly PurgeRule rule;
    private readonly IReadOnlyList<KeptReference> parts;
    private readonly KeptTables tables;
    private readonly string key;

    public PurgeSql(KeptTables tables, PurgeRule rule)
    {
        (this.tables, this.rule) = (tables, rule);
        parts = tables.Parts(rule.Table);
        key = string.Join(", ", rule.Table.Key.Select(k => $"r.{k.Name}"));
    }

    public IReadOnlyList<KeptReference> Parts => parts;

    /// <summary>What stands for $2: of an ended business anything, all is due.</summary>
    public object Until(DateOnly lastDue) => rule.IsDay ? lastDue : MalaysianTime.Start(lastDue.AddDays(1));

    private string From => $"FROM {rule.Table.Name} r WHERE r.tenant_id = $1 AND {Due}";

    private string Due =>
        rule.Event is null ? "$2::timestamptz IS NOT NULL"
        : rule.IsDay ? $"({rule.Event}) <= $2"
        : $"({rule.Event}) < $2";

    /// <summary>
    /// How many are due, how many of these are held, how many of the rest something later still needs, and of how many of those nothing but
    /// that is left. $3: the day.
    /// </summary>
    public string Count =>
        $"""
            SELECT count(*), count(*) FILTER (WHERE {Held}), count(*) FILTER (WHERE NOT {Held} AND {Needed}),
                count(*) FILTER (WHERE NOT {Held} AND {Needed} AND {(Remains is null ? "true" : $"NOT {Whole}")}) {From}
            """;

    private Remainder? Remains => rule.Table.Declared.Remains;

    private string Whole => $"r.{Remains!.At} IS NULL";

    /// <summary>Keys of the next rows. $3: the day, $4: how many; then the last key before them, part by part.</summary>
    /// <param name="first">From the beginning.</param>
    /// <param name="rest">Of those that something later needs, and of which more is left than that.</param>
    public string Next(bool first, bool rest)
    {
        var after = string.Join(", ", rule.Table.Key.Select((k, i) => $"${i + 5}::text::{k.Type}"));
        var beyond = first ? "" : $"AND ({key}) > ({after})";
        var which = rest ? $"{Needed} AND {Whole}" : $"NOT {Needed}";
        return $"SELECT {KeyText("r", rule.Table)} {From} {beyond} AND NOT {Held} AND {which} ORDER BY {key} LIMIT $4"
            + (rule.Table.Lockable ? " FOR UPDATE OF r" : "");
    }

    /// <summary>Of one row: whether it is deleted, held, and needed. $2: its id, $3: the day.</summary>
    public string Judge =>
        $"SELECT ({rule.Event}) IS NOT NULL, {Held}, {Needed} FROM {rule.Table.Name} r "
        + $"WHERE r.tenant_id = $1 AND {key} = $2 FOR UPDATE OF r";

    /// <summary>Ids of rows of the same table that point to one. $2: its id.</summary>
    public string? Pointing() =>
        tables.References.FirstOrDefault(r => r.Child == rule.Table.Name && r.Parent == rule.Table.Name) is { } own
            ? $"SELECT {key} FROM {rule.Table.Name} r "
                + $"WHERE r.tenant_id = $1 AND r.{own.Columns.Single(c => c != "tenant_id")} = $2 ORDER BY 1"
            : null;

    /// <summary>Rows of it point to others of it, which can go only once those have gone.</summary>
    public bool PointsToItself => tables.References.Any(r => r.Child == rule.Table.Name && r.Parent == rule.Table.Name);

    /// <summary>Keys of all rows of a table, for the ledger that is applied again. $2: how many; then the last key before them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="first">From the beginning.</param>
    /// <param name="whole">Only those of which more is left than a later record needs.</param>
    public static string All(KeptTable table, bool first, bool whole)
    {
        var key = string.Join(", ", table.Key.Select(k => $"r.{k.Name}"));
        var after = string.Join(", ", table.Key.Select((k, i) => $"${i + 3}::text::{k.Type}"));
        return $"SELECT {KeyText("r", table)} FROM {table.Name} r WHERE r.tenant_id = $1 {(first ? "" : $"AND ({key}) > ({after})")}"
            + (whole ? $" AND r.{table.Declared.Remains!.At} IS NULL" : "")
            + $" ORDER BY {key} LIMIT $2";
    }

    /// <summary>Keys of a part's rows. $2 …: the keys of what it hangs on, an array for each column.</summary>
    /// <param name="part">By which reference.</param>
    /// <param name="rest">Without those that stay with what a later record needs.</param>
    public string Of(KeptReference part, bool rest)
    {
        var stays = rest ? Remains!.Parts.GetValueOrDefault(part.Child) : null;
        return $"SELECT {KeyText("c", tables.Tables[part.Child])} FROM {part.Parent} p JOIN {part.Child} c ON {On(part, "c", "p")} "
            + $"WHERE p.tenant_id = $1 AND {InKeys("p", tables.Tables[part.Parent], 2)}"
            + (stays is null ? "" : $" AND NOT ({stays})");
    }

    /// <summary>Leaves of rows what a later record needs. $2: the moment; $3 …: their keys.</summary>
    public string Empty =>
        $"UPDATE {rule.Table.Name} d SET {Remains!.Emptied}, {Remains.At} = $2 WHERE d.tenant_id = $1 AND {InKeys("d", rule.Table, 3)}";

    /// <summary>Deletes rows by their keys. $2 …: an array for each column.</summary>
    public static string Delete(KeptTable table) => $"DELETE FROM {table.Name} d WHERE d.tenant_id = $1 AND {InKeys("d", table, 2)}";

    /// <summary>Ids of stored files that rows point to. $2 …: their keys.</summary>
    public string? FilesOf(KeptTable table)
    {
        var columns = tables
            .References.Where(r => r.Child == table.Name && r.Parent == Files)
            .Select(r => r.Columns[Array.IndexOf(r.ParentColumns, "file_id")])
            .ToArray();
        return columns.Length == 0
            ? null
            : string.Join(
                " UNION ",
                columns.Select(c =>
                    $"SELECT d.{c} FROM {table.Name} d WHERE d.tenant_id = $1 AND d.{c} IS NOT NULL AND {InKeys("d", table, 2)}"
                )
            );
    }

    /// <summary>Those of some files that nothing points to. $2: their ids.</summary>
    public string FreeFiles =>
        "SELECT f.file_id FROM platform.files f WHERE f.tenant_id = $1 AND f.file_id = ANY ($2)"
        + string.Concat(tables.References.Where(r => r.Parent == Files).Select(r => $" AND NOT {Pointing(r, "f")}"));

    public const string Files = "platform.files";

    /// <summary>Something that does not go with it points to it or to a part of it.</summary>
    private string Needed
    {
        get
        {
            var own = parts.Select(p => p.Child).Append(rule.Table.Name).ToHashSet();
            var outside = tables
                .References.Where(r => !r.Cascades && !r.Clears && (!own.Contains(r.Child) || r.Child == r.Parent))
                .ToArray();
            var conditions = outside
                .Where(r => r.Parent == rule.Table.Name)
                .Select(r => Pointing(r, "r"))
                .Concat(
                    parts
                        .Where(p => p.Parent == rule.Table.Name)
                        .SelectMany(p =>
                            outside
                                .Where(o => o.Parent == p.Child && o.Child != p.Child)
                                .Select(o => $"EXISTS (SELECT FROM {p.Child} c WHERE {On(p, "c", "r")} AND {Pointing(o, "c")})")
                        )
                )
                .ToArray();
            return conditions.Length == 0 ? "false" : $"({string.Join(" OR ", conditions)})";
        }
    }

    /// <summary>A hold of the business, the class, the table, the record or of what the record points to. $3: the day.</summary>
    private string Held
    {
        get
        {
            var names = parts.Select(p => p.Child).Append(rule.Table.Name).Select(n => $"'{n}'");
            var records = new List<string>();
            if (rule.Table.Key is [{ Type: "uuid", Name: var id }])
                records.Add($"h.tbl = '{rule.Table.Name}' AND h.record_id = r.{id}");
            records.AddRange(Targets(rule.Table.Name).Select(t => $"h.tbl = '{t.Parent}' AND h.record_id = r.{t.Column}"));
            foreach (var part in parts.Where(p => p.Parent == rule.Table.Name))
            {
                records.AddRange(
                    Targets(part.Child)
                        .Where(t => t.Parent != rule.Table.Name)
                        .Select(t =>
                            $"h.tbl = '{t.Parent}' AND EXISTS (SELECT FROM {part.Child} c WHERE {On(part, "c", "r")}"
                            + $" AND c.{t.Column} = h.record_id)"
                        )
                );
            }
            var ofRecord = records.Count == 0 ? "false" : string.Join(" OR ", records.Select(r => $"({r})"));
            return $"""
                EXISTS (SELECT FROM platform.legal_holds h WHERE h.tenant_id = $1 AND h.released_at IS NULL
                    AND (h.until IS NULL OR h.until >= $3) AND (h.scope = 'business' OR (h.scope = 'class' AND h.class = '{rule.Class.Key}')
                    OR (h.scope = 'table' AND h.tbl IN ({string.Join(", ", names)})) OR (h.scope = 'record' AND ({ofRecord}))))
                """;
        }
    }

    /// <summary>What a table's rows point to by one id.</summary>
    private IEnumerable<(string Parent, string Column)> Targets(string table) =>
        tables
            .References.Where(r => r.Child == table && r.Columns.Length == 2 && tables.Tables.ContainsKey(r.Parent))
            .Select(r => (r.Parent, Column: r.Columns.Single(c => c != "tenant_id")))
            .Where(t => tables.Tables[t.Parent].Key is [{ Type: "uuid" }]);

    private static string Pointing(KeptReference reference, string to) =>
        $"EXISTS (SELECT FROM {reference.Child} o WHERE {On(reference, "o", to)})";

    private static string On(KeptReference reference, string child, string parent) =>
        string.Join(" AND ", reference.Columns.Zip(reference.ParentColumns, (c, p) => $"{child}.{c} = {parent}.{p}"))
        + (reference.Subject is null ? "" : $" AND {child}.subject = '{reference.Subject}'");

    private static string KeyText(string row, KeptTable table) => string.Join(", ", table.Key.Select(k => $"{row}.{k.Name}::text"));

    // The arrays are cast whole: a cast of each key is not leakproof, and behind row-level security every batch would read all the table.
    private static string InKeys(string row, KeptTable table, int first)
    {
        var names = string.Join(", ", table.Key.Select((_, i) => $"k{i}"));
        return $"({string.Join(", ", table.Key.Select(k => $"{row}.{k.Name}"))}) IN (SELECT {names} "
            + $"FROM unnest({string.Join(", ", table.Key.Select((k, i) => $"${first + i}::text[]::{k.Type}[]"))}) AS k ({names}))";
    }
}
