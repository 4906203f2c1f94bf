using Niaga.Testing.Rows;

namespace Niaga.Isolation.Sql;

internal enum Way
{
    Query,
    Command,
    CopyIn,
    CopyOut,
}

/// <summary>One attempt of one business on one table of another.</summary>
/// <param name="Act">select, insert, attach …</param>
/// <param name="Sql">The statement. A query answers one column: the tenant of each row seen.</param>
/// <param name="Data">What a COPY sends.</param>
/// <param name="Owner">Whose row it is about: who may do it.</param>
internal sealed record Attempt(DbTable Table, string Act, string Sql, Guid Owner, Way Way = Way.Command, string? Data = null)
{
    public override string ToString() => $"{Table.Name}: {Act}: {Sql}";
}

/// <summary>
/// Every attempt on a table that its catalog entry suggests. The same list with a business as its own victim is the control: it
/// shows that the statements are right, so that only the lock can be what stops them.
/// </summary>
internal sealed class Attempts(Catalog catalog, RowMaker rows)
{
    public async Task<List<Attempt>> On(DbTable table, Guid self, Guid victim)
    {
        if (!table.HasTenant)
            return [.. Whole(table, victim)];

        var fresh = await rows.Another(table, victim);
        var owner = Guid.Parse(fresh[DbTable.Tenant]!);
        var known = await rows.Existing(table, victim) ?? throw new InvalidOperationException($"{table.Name} has no row of the victim.");
        var changed = Database.Quoted(
            (table.Columns.FirstOrDefault(c => c.AppMayUpdate && !table.PrimaryKey.Contains(c.Name)) ?? table.Columns[^1]).Name
        );
        var theirs = $"WHERE tenant_id = '{victim}'";
        var overwrite =
            $"ON CONFLICT ({string.Join(", ", table.PrimaryKey.Select(Database.Quoted))}) DO UPDATE SET {changed} = excluded.{changed}";
        return
        [
            new(table, "select", $"SELECT tenant_id::text FROM {table.Name}", victim, Way.Query),
            new(table, "select", $"SELECT tenant_id::text FROM {table.Name} {theirs}", victim, Way.Query),
            new(
                table,
                "select",
                $"SELECT tenant_id::text FROM {table.Name} WHERE {RowMaker.Where(table.PrimaryKey, known)}",
                victim,
                Way.Query
            ),
            new(table, "select for update", $"SELECT tenant_id::text FROM {table.Name} {theirs} FOR UPDATE", victim, Way.Query),
            new(table, "select for update", $"SELECT tenant_id::text FROM {table.Name} {theirs} FOR KEY SHARE", victim, Way.Query),
            new(table, "insert", Insert(table, fresh), owner),
            new(table, "update", $"UPDATE {table.Name} SET {changed} = {changed} {theirs}", victim),
            new(table, "move here", $"UPDATE {table.Name} SET tenant_id = '{self}' {theirs}", victim),
            new(table, "move there", $"UPDATE {table.Name} SET tenant_id = '{victim}' WHERE tenant_id = '{self}'", victim),
            new(table, "delete", $"DELETE FROM {table.Name} {theirs}", victim),
            new(table, "upsert", $"{Insert(table, known)} {overwrite}", victim),
            new(table, "upsert", $"{Insert(table, fresh)} {overwrite}", owner),
            .. await Attachments(table, self, victim),
            .. Whole(table, victim),
            new(table, "copy", $"COPY (SELECT tenant_id FROM {table.Name} {theirs}) TO STDOUT", victim, Way.CopyOut),
            new(table, "copy", $"COPY {table.Name} (tenant_id) TO STDOUT", victim, Way.CopyOut),
            new(table, "copy", $"COPY {table.Name} ({RowMaker.Columns(fresh)}) FROM STDIN", owner, Way.CopyIn, Line(fresh)),
        ];
    }

    private static IEnumerable<Attempt> Whole(DbTable table, Guid victim) =>
        [new(table, "truncate", $"TRUNCATE {table.Name}", victim), new(table, "truncate", $"TRUNCATE {table.Name} CASCADE", victim)];

    /// <summary>A row that points to the other's parent: a new one of mine, a new one of theirs, and one of mine that is changed.</summary>
    private async Task<IEnumerable<Attempt>> Attachments(DbTable table, Guid self, Guid victim)
    {
        var attempts = new List<Attempt>();
        // What points to a row of its own table is written by a trigger's rules; that its key holds the tenant, CatalogRules reads.
        var keys = table.ForeignKeys.Where(k => k.Parent != table.Name && k.Columns.Length > 1 && k.Columns.Contains(DbTable.Tenant));
        foreach (var key in keys)
        {
            var pointer = key.Columns.Where(c => c != DbTable.Tenant).ToArray();
            var theirs = await rows.Another(table, victim);
            if (theirs[DbTable.Tenant] == victim.ToString())
            {
                var mine = await rows.Another(table, self);
                foreach (var column in pointer)
                    mine[column] = theirs[column];
                attempts.Add(new(table, "attach", Insert(table, mine), self));
                attempts.Add(new(table, "attach", Insert(table, new(mine) { [DbTable.Tenant] = victim.ToString() }), victim));
            }
            else
            {
                // One row per business: nothing to insert, but the row there is can be changed.
                var parent = (await rows.Existing(catalog.Tables[key.Parent], victim))!;
                foreach (var (column, from) in key.Columns.Zip(key.ParentColumns))
                    theirs[column] = parent[from];
            }
            var own = await rows.Existing(table, self) ?? throw new InvalidOperationException($"{table.Name} has no row of the attacker.");
            var set = string.Join(", ", pointer.Select(c => $"{Database.Quoted(c)} = {Database.Literal(theirs[c])}"));
            attempts.Add(new(table, "attach", $"UPDATE {table.Name} SET {set} WHERE {RowMaker.Where(table.PrimaryKey, own)}", self));
        }
        return attempts;
    }

    private static string Insert(DbTable table, Dictionary<string, string?> values) =>
        $"INSERT INTO {table.Name} ({RowMaker.Columns(values)}) VALUES ({RowMaker.Literals(table, values)})";

    private static string Line(Dictionary<string, string?> values) =>
        string.Join('\t', values.Values.Select(v => v?.Replace("\\", "\\\\", StringComparison.Ordinal) ?? "\\N")) + "\n";
}
