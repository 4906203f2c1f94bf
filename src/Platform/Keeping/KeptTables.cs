using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Platform.Keeping;

/// <summary>A foreign key between two tables of businesses.</summary>
/// <param name="Child">Points.</param>
/// <param name="Columns">With these columns.</param>
/// <param name="Parent">Is pointed to.</param>
/// <param name="ParentColumns">By these, in the same order.</param>
/// <param name="Cascades">The database itself deletes the child with its parent.</param>
/// <param name="Clears">The database empties the reference.</param>
/// <param name="Subject">Where the child hangs on records of any kind, without a foreign key: what those of the parent are called.</param>
internal sealed record KeptReference(
    string Child,
    string[] Columns,
    string Parent,
    string[] ParentColumns,
    bool Cascades,
    bool Clears,
    string? Subject = null
);

/// <summary>A table of businesses as the purge sees it.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Declared">What its manifest says.</param>
/// <param name="Key">Columns of its primary key beside the tenant, with their types.</param>
/// <param name="Lockable">Whether the application may change rows, so that they are locked before they are judged.</param>
internal sealed record KeptTable(string Name, Table Declared, IReadOnlyList<(string Name, string Type)> Key, bool Lockable)
{
    /// <summary>What the ledger calls a row of which only what a later record needs was left.</summary>
    public string Rest => Name + ":rest";
}

/// <summary>When rows of a table are due.</summary>
/// <param name="Table">The table.</param>
/// <param name="Class">The class whose period counts.</param>
/// <param name="Event">SQL of the event; null for all rows, once the business has ended.</param>
/// <param name="IsDay">The event is a day, not a moment.</param>
internal sealed record PurgeRule(KeptTable Table, RetentionClass Class, string? Event, bool IsDay);

/// <summary>Every table of businesses, from the manifests and the catalog: what goes with what, and in which order.</summary>
internal sealed class KeptTables
{
    private KeptTables(
        IReadOnlyDictionary<string, KeptTable> tables,
        IReadOnlyList<KeptTable> ordered,
        IReadOnlyList<KeptReference> references,
        IReadOnlyList<PurgeRule> rules
    ) => (Tables, Ordered, References, Rules) = (tables, ordered, references, rules);

    public IReadOnlyDictionary<string, KeptTable> Tables { get; }

    /// <summary>What points before what it points to.</summary>
    public IReadOnlyList<KeptTable> Ordered { get; }

    public IReadOnlyList<KeptReference> References { get; }

    /// <summary>In the order of purging, as <see cref="Ordered"/>.</summary>
    public IReadOnlyList<PurgeRule> Rules { get; }

    /// <summary>Tables whose rows go with those of this one, each after what it hangs on, with the reference it hangs by.</summary>
    public IReadOnlyList<KeptReference> Parts(KeptTable root)
    {
        var parts = new List<KeptReference>();
        var open = new Queue<string>([root.Name]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var reference in References.Where(r => r.Parent == parent && r.Child != parent && GoesWith(r)))
            {
                if (parts.Contains(reference) || reference.Child == root.Name)
                    continue;

                if (parts.All(p => p.Child != reference.Child))
                    open.Enqueue(reference.Child);
                parts.Add(reference);
            }
        }
        return parts;
    }

    private bool GoesWith(KeptReference reference) =>
        Tables.TryGetValue(reference.Child, out var child)
        && child.Declared.Retention != Retention.Working
        && (child.Declared.Event?.Parent == reference.Parent || reference.Cascades);

    public static async Task<KeptTables> Read(Databases databases, ModuleCatalog modules, CancellationToken cancel)
    {
        await using var connection = await databases.Shared.OpenConnectionAsync(cancel);
        var declared = modules
            .Manifests.SelectMany(m => m.Tables.Select(t => (Name: $"{m.Schema}.{t.Name}", Table: t)))
            .Where(t => t.Table.SharedBecause is null)
            .ToDictionary(t => t.Name, t => t.Table, StringComparer.Ordinal);
        var tables = await Columns(connection, declared, cancel);
        var references = (await Foreign(connection, cancel)).Concat(OfRecords(tables)).ToArray();
        var rules = new List<PurgeRule>();
        var ordered = InOrder(tables, references);
        foreach (var table in Turns(tables, ordered, references).Where(t => t.Declared.KeptBecause is null))
        {
            if (table.Declared.Deleted is { } deleted)
                rules.Add(new(table, RetentionClass.Deleted, deleted, false));
            if (RetentionClass.Of(table.Declared.Retention) is not { } known)
                continue;
            if (table.Declared.Event?.Sql is { } sql)
                rules.Add(new(table, known, sql, await IsDay(connection, table.Name, sql, cancel)));
            else if (known == RetentionClass.Business && table.Declared.Event is null)
                rules.Add(new(table, known, null, false));
        }
        return new(tables, ordered, references, rules);
    }

    /// <summary>
    /// The order of the rules: a product's comes after that of the sales, whose lines go with them and name it. Else it would wait for the
    /// next run.
    /// </summary>
    private static List<KeptTable> Turns(
        IReadOnlyDictionary<string, KeptTable> tables,
        IReadOnlyList<KeptTable> ordered,
        IReadOnlyList<KeptReference> references
    )
    {
        var known = new KeptTables(tables, ordered, references, []);
        var named =
            from root in ordered
            let own = known.Parts(root).Select(p => p.Child).Append(root.Name).ToHashSet()
            from reference in references
            where own.Contains(reference.Child) && !own.Contains(reference.Parent)
            select reference with
            {
                Child = root.Name,
            };
        return InOrder(tables, [.. references, .. named]);
    }

    /// <summary>What hangs on records by what these are called.</summary>
    private static IEnumerable<KeptReference> OfRecords(IReadOnlyDictionary<string, KeptTable> tables) =>
        from child in tables.Values.Where(t => t.Declared.OfAnyRecord)
        from parent in tables.Values.Where(t => t.Declared.Subject is not null)
        select new KeptReference(
            child.Name,
            ["tenant_id", "record_id"],
            parent.Name,
            ["tenant_id", parent.Key[0].Name],
            Cascades: true,
            Clears: false,
            parent.Declared.Subject
        );

    private static async Task<bool> IsDay(NpgsqlConnection connection, string table, string sql, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand($"SELECT pg_typeof({sql})::text FROM (SELECT (NULL::{table}).*) AS one", connection);
        return await ask.ExecuteScalarAsync(cancel) is "date";
    }

    private static List<KeptTable> InOrder(IReadOnlyDictionary<string, KeptTable> tables, IReadOnlyList<KeptReference> references)
    {
        var (found, seen) = (new List<KeptTable>(), new HashSet<string>());
        foreach (var name in tables.Keys.Order(StringComparer.Ordinal))
            Visit(name);
        return found;

        void Visit(string name)
        {
            // A circle ends where it began: what is left of it waits for the next run.
            if (!seen.Add(name) || !tables.TryGetValue(name, out var table))
                return;
            foreach (var reference in references.Where(r => r.Parent == name).OrderBy(r => r.Child, StringComparer.Ordinal))
                Visit(reference.Child);
            found.Add(table);
        }
    }

    private static async Task<IReadOnlyDictionary<string, KeptTable>> Columns(
        NpgsqlConnection connection,
        IReadOnlyDictionary<string, Table> declared,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, NULL), has_any_column_privilege(c.oid, 'UPDATE')
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k (num, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
            WHERE i.indisprimary AND NOT c.relispartition AND n.nspname || '.' || c.relname = ANY ($1) ORDER BY 1, k.place
            """,
            connection
        );
        command.Parameters.AddWithValue(declared.Keys.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<(string Table, string Column, string Type, bool Lockable)>();
        while (await rows.ReadAsync(cancel))
            found.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetBoolean(3)));
        return found
            .GroupBy(f => f.Table)
            .ToDictionary(
                g => g.Key,
                g => new KeptTable(
                    g.Key,
                    declared[g.Key],
                    // A table of one row a business has no other key than the tenant.
                    [.. g.Where(f => f.Column != "tenant_id").Select(f => (f.Column, f.Type)).DefaultIfEmpty(("tenant_id", "uuid"))],
                    g.First().Lockable
                ),
                StringComparer.Ordinal
            );
    }

    private static async Task<IReadOnlyList<KeptReference>> Foreign(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT cn.nspname || '.' || c.relname, pn.nspname || '.' || p.relname, f.confdeltype = 'c', f.confdeltype IN ('n', 'd'),
                (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY k (num, place)
                    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num),
                (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY k (num, place)
                    JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num)
            FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
            JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
            WHERE f.contype = 'f' AND f.conparentid = 0 ORDER BY 1, f.conname
            """,
            connection
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<KeptReference>();
        while (await rows.ReadAsync(cancel))
        {
            var columns = rows.GetFieldValue<string[]>(4);
            if (columns.Contains("tenant_id"))
                found.Add(
                    new(
                        rows.GetString(0),
                        columns,
                        rows.GetString(1),
                        rows.GetFieldValue<string[]>(5),
                        rows.GetBoolean(2),
                        rows.GetBoolean(3)
                    )
                );
        }
        return found;
    }
}
