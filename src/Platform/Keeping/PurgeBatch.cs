using Niaga.Contract;
using Niaga.Platform.Data;

namespace Niaga.Platform.Keeping;

/// <summary>One transaction of a purge: rows with all that goes with them, their lines in the ledger, their files.</summary>
internal sealed class PurgeBatch(TenantSession session, DeletionLedger ledger, KeptTables tables, DateTimeOffset now)
{
    /// <summary>Rows a transaction deletes at most; of one record that has more with it, all.</summary>
    public const int Most = 1000;

    private readonly List<(KeptTable Table, List<string[]> Keys)> rows = [];

    private readonly List<DeletionLedger.Line> lines = [];

    private (KeptTable Table, List<string[]> Keys)? left;

    /// <summary>How many rows lie in it.</summary>
    public int Rows => rows.Sum(r => r.Keys.Count);

    /// <summary>Gathers what goes with some rows.</summary>
    /// <param name="sql">Statements of the rule.</param>
    /// <param name="root">Their table.</param>
    /// <param name="keys">Theirs.</param>
    /// <param name="rest">They stay themselves, with what a later record needs of them.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task Gather(PurgeSql sql, KeptTable root, List<string[]> keys, bool rest, CancellationToken cancel)
    {
        rows.Clear();
        rows.Add((root, keys));
        foreach (var part in sql.Parts)
        {
            var (parent, above) = rows.Single(r => r.Table.Name == part.Parent);
            var child = tables.Tables[part.Child];
            var found =
                above.Count == 0
                    ? []
                    : await session.Rows(
                        sql.Of(part, rest),
                        [session.Tenant.Value, .. Columns(parent, above)],
                        row => KeyOf(row, child.Key.Count),
                        cancel
                    );
            // A merge hangs on both customers it is about.
            if (rows.Find(r => r.Table.Name == part.Child) is { Keys: { } known })
                known.AddRange(found.Where(f => !known.Exists(k => k.SequenceEqual(f))));
            else
                rows.Add((child, found));
        }
        if (rest)
        {
            left = rows[0];
            rows.RemoveAt(0);
        }
    }

    /// <summary>Destroys them, and notes it in the ledger of the database; the caller writes the other before it commits.</summary>
    /// <returns>How many rows of each table went; null where one of them was changed meanwhile, and nothing may be committed.</returns>
    public async Task<IReadOnlyDictionary<string, int>?> Destroy(
        PurgeSql sql,
        RetentionClass of,
        Guid run,
        Guid batch,
        CancellationToken cancel
    )
    {
        await session.Execute($"SELECT set_config('app.purging', {$"{run} {batch}"}, true)", cancel);
        var files = new HashSet<Guid>();
        foreach (var (table, keys) in rows.Where(r => r.Keys.Count > 0))
        {
            if (sql.FilesOf(table) is { } asks)
                files.UnionWith(await session.Rows(asks, [session.Tenant.Value, .. Columns(table, keys)], r => r.GetGuid(0), cancel));
        }
        var gone = new Dictionary<string, int>();
        var order = tables.Ordered.Select((t, i) => (t.Name, i)).ToDictionary(t => t.Name, t => t.i);
        // What points comes first, or the database's own cascade would take it before its turn.
        foreach (var (table, keys) in rows.Where(r => r.Keys.Count > 0).OrderBy(r => order[r.Table.Name]))
        {
            if (!await Delete(table, keys, of, run, batch, cancel))
                return null;

            gone[table.Name] = keys.Count;
        }
        if (left is var (kept, whole))
        {
            await Write(kept.Rest, whole, of, run, batch, cancel);
            if (await session.Execute(sql.Empty, [session.Tenant.Value, now, .. Columns(kept, whole)], cancel) != whole.Count)
                return null;

            gone[kept.Rest] = whole.Count;
        }
        if (files.Count > 0 && tables.Tables.TryGetValue(PurgeSql.Files, out var stored))
        {
            var free = await session.Rows(
                sql.FreeFiles,
                [session.Tenant.Value, files.ToArray()],
                row => new[] { row.GetGuid(0).ToString() },
                cancel
            );
            if (free.Count > 0)
            {
                if (!await Delete(stored, free, of, run, batch, cancel))
                    return null;

                gone[stored.Name] = gone.GetValueOrDefault(stored.Name) + free.Count;
            }
        }
        return gone;
    }

    /// <summary>What is to be destroyed, for the ledger outside.</summary>
    public IReadOnlyList<DeletionLedger.Line> Lines => lines;

    private async Task<bool> Delete(KeptTable table, List<string[]> keys, RetentionClass of, Guid run, Guid batch, CancellationToken cancel)
    {
        await Write(table.Name, keys, of, run, batch, cancel);
        return await session.Execute(PurgeSql.Delete(table), [session.Tenant.Value, .. Columns(table, keys)], cancel) == keys.Count;
    }

    private async Task Write(string table, List<string[]> keys, RetentionClass of, Guid run, Guid batch, CancellationToken cancel)
    {
        var hashes = keys.Select(k => ledger.Hash(session.Tenant, table, string.Join('\u001f', k))).ToArray();
        lines.Add(new(run, batch, of.Key, table, [.. hashes.SelectMany(h => h)]));
        await session.Execute(
            $"""
            INSERT INTO platform.deletion_ledger (tenant_id, run_id, batch, tbl, key_hash, class, at)
            SELECT {session.Tenant.Value}, {run}, {batch}, {table}, h, {of.Key}, {now} FROM unnest({hashes}) h
            """,
            cancel
        );
    }

    public static string[] KeyOf(System.Data.Common.DbDataReader row, int columns) =>
        [.. Enumerable.Range(0, columns).Select(row.GetString)];

    private static IEnumerable<object?> Columns(KeptTable table, List<string[]> keys) =>
        table.Key.Select((_, i) => (object?)keys.Select(k => k[i]).ToArray());
}
