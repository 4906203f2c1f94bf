using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;

namespace Niaga.Host.Backups;

/// <summary>A table as the restore of a business sees it.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Declared">What its manifest says.</param>
/// <param name="As">What becomes of its rows.</param>
/// <param name="Columns">All but those the database works out, the tenant among them.</param>
/// <param name="Key">The primary key, the tenant among it.</param>
/// <param name="Pointed">Foreign keys of other rows to this table that forbid to take away what they point to.</param>
/// <param name="PartOf">Foreign keys to what its rows are parts of, with that table's key.</param>
/// <param name="Points">Whether it has a foreign key to another table of businesses.</param>
internal sealed record RestoredTable(
    string Name,
    Table Declared,
    RestoredAs As,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Key,
    IReadOnlyList<KeptReference> Pointed,
    IReadOnlyList<(KeptReference Reference, IReadOnlyList<string> Key)> PartOf,
    bool Points
)
{
    /// <summary>What a person may not see in a list of changes: what is declared personal, and what is no text.</summary>
    public bool Hides(string column) => Declared.Personal.Contains(column) || Declared.Keys.Contains(column);

    /// <summary>All tables of businesses, what points before what it points to.</summary>
    public static async Task<IReadOnlyList<RestoredTable>> All(Databases databases, ModuleCatalog modules, CancellationToken cancel)
    {
        var kept = await KeptTables.Read(databases, modules, cancel);
        var columns = await ColumnsOf(databases, kept.Tables.Keys, cancel);
        return
        [
            .. kept.Ordered.Select(t => new RestoredTable(
                t.Name,
                t.Declared,
                t.Declared.Restored ?? ByRule(t, columns[t.Name].Deletes),
                columns[t.Name].Columns,
                KeyOf(t),
                [.. kept.References.Where(r => r.Parent == t.Name && !r.Clears)],
                [
                    .. kept
                        .References.Where(r =>
                            r.Child == t.Name
                            && r.Parent != t.Name
                            && (r.Cascades || t.Declared.Event?.Parent == r.Parent)
                            && kept.Tables.ContainsKey(r.Parent)
                        )
                        .Select(r => (r, KeyOf(kept.Tables[r.Parent]))),
                ],
                kept.References.Any(r => r.Child == t.Name)
            )),
        ];
    }

    private static IReadOnlyList<string> KeyOf(KeptTable table) => [.. table.Key.Select(k => k.Name).Prepend("tenant_id").Distinct()];

    private static RestoredAs ByRule(KeptTable table, bool deletes) =>
        table.Declared.Retention == Retention.Working ? RestoredAs.Skipped
        // Evidence; only added to; or what lets people and programs in, which a look into the past must not open again.
        : table.Declared.Retention == Retention.Evidence
        || (!table.Lockable && !deletes)
        || table.Declared.KeptBecause is not null
        || table.Declared.NotArchivedBecause is not null
            ? RestoredAs.Merged
        : RestoredAs.Replaced;

    private static async Task<Dictionary<string, (List<string> Columns, bool Deletes)>> ColumnsOf(
        Databases databases,
        IEnumerable<string> tables,
        CancellationToken cancel
    )
    {
        await using var command = databases.Shared.CreateCommand(
            """
            SELECT n.nspname || '.' || c.relname, a.attname, has_table_privilege(c.oid, 'DELETE') AND NOT EXISTS (
                -- What only a purge takes away.
                SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'only_purged')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE n.nspname || '.' || c.relname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY 1, a.attnum
            """
        );
        command.Parameters.AddWithValue(tables.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = tables.ToDictionary(t => t, _ => (Columns: new List<string>(), Deletes: false), StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel))
        {
            found[rows.GetString(0)].Columns.Add(rows.GetString(1));
            found[rows.GetString(0)] = found[rows.GetString(0)] with { Deletes = rows.GetBoolean(2) };
        }
        return found;
    }
}
