using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Platform.Archives;

/// <summary>Every table of businesses as an archive sees it, from the manifests and the catalog.</summary>
internal sealed class ArchivedTables
{
    private ArchivedTables(
        IReadOnlyList<ArchivedTable> taken,
        IReadOnlyDictionary<string, string> leftOut,
        IReadOnlyDictionary<string, IReadOnlyList<string>> leftOutColumns,
        IReadOnlyList<KeptReference> references
    ) => (Taken, LeftOut, LeftOutColumns, References) = (taken, leftOut, leftOutColumns, references);

    /// <summary>What is pointed to before what points, so that rows can be loaded in this order.</summary>
    public IReadOnlyList<ArchivedTable> Taken { get; }

    /// <summary>Tables an archive leaves out, each with why.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; }

    /// <summary>Columns of taken tables that are left out, beside the tenant.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> LeftOutColumns { get; }

    /// <summary>Foreign keys between tables of businesses.</summary>
    public IReadOnlyList<KeptReference> References { get; }

    public static async Task<ArchivedTables> Read(Databases databases, ModuleCatalog modules, CancellationToken cancel)
    {
        var kept = await KeptTables.Read(databases, modules, cancel);
        var columns = await Columns(databases, kept.Tables.Keys, cancel);
        var (taken, leftOut) = (new List<ArchivedTable>(), new Dictionary<string, string>(StringComparer.Ordinal));
        var without = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        // By module, as these stand on each other: a check of one may look at rows of another that no foreign key names.
        var byModule = modules.Manifests.SelectMany(m => m.Tables.Select(t => $"{m.Schema}.{t.Name}")).Where(kept.Tables.ContainsKey);
        foreach (var table in InOrder([.. byModule], kept.References).Select(n => kept.Tables[n]))
        {
            if (WhyNot(table.Declared) is { } why)
            {
                leftOut[table.Name] = why;
                continue;
            }
            var all = columns[table.Name].Select(c => Described(c.Name, c.Type, table.Declared)).ToArray();
            var left = table.Declared.Keys.Concat(table.Declared.NotArchived).ToArray();
            if (left.Except(all.Select(c => c.Name)).FirstOrDefault() is { } unknown)
                throw new InvalidOperationException($"{table.Name} has no column {unknown} to be left out of archives.");
            without[table.Name] = left;
            taken.Add(
                new(
                    table.Name,
                    table.Declared,
                    [.. all.Where(c => !left.Contains(c.Name)).OrderBy(c => c.Name, StringComparer.Ordinal)],
                    [.. table.Key.Where(k => k.Name != "tenant_id").Select(k => all.Single(c => c.Name == k.Name))]
                )
            );
        }
        return new(taken, leftOut, without, kept.References);
    }

    private static string? WhyNot(Table table) =>
        table.NotArchivedBecause ?? (table.Retention == Retention.Working ? "Work of hours, done or begun anew." : null);

    private static ArchivedColumn Described(string name, string type, Table table) =>
        new(
            name,
            type,
            type switch
            {
                "smallint" or "integer" or "bigint" => ColumnForm.Number,
                "boolean" => ColumnForm.Truth,
                "timestamp with time zone" => ColumnForm.Moment,
                "json" or "jsonb" => ColumnForm.Json,
                "bytea" => table.Personal.Contains(name) ? ColumnForm.Personal : ColumnForm.Bytes,
                _ => type.EndsWith("[]", StringComparison.Ordinal) ? ColumnForm.Json : ColumnForm.Text,
            }
        );

    private static List<string> InOrder(IReadOnlyList<string> tables, IReadOnlyList<KeptReference> references)
    {
        var (found, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in tables)
            Visit(name);
        return found;

        void Visit(string name)
        {
            if (!seen.Add(name))
                return;
            foreach (var reference in references.Where(r => r.Child == name && tables.Contains(r.Parent)))
                Visit(reference.Parent);
            found.Add(name);
        }
    }

    private static async Task<Dictionary<string, List<(string Name, string Type)>>> Columns(
        Databases databases,
        IEnumerable<string> tables,
        CancellationToken cancel
    )
    {
        // What the database works out by itself is not taken either.
        await using var command = databases.Shared.CreateCommand(
            """
            SELECT n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE n.nspname || '.' || c.relname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                AND a.attname <> 'tenant_id' ORDER BY 1, 2
            """
        );
        command.Parameters.AddWithValue(tables.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = tables.ToDictionary(t => t, _ => new List<(string, string)>(), StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel))
            found[rows.GetString(0)].Add((rows.GetString(1), rows.GetString(2)));
        return found;
    }
}
