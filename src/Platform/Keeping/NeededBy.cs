using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>What keeps a record although it was deleted: later records that need it, and until which day each does.</summary>
public sealed class NeededBy
{
    private readonly TenantSession session;
    private readonly Purge purge;
    private readonly RetentionPeriods periods;

    internal NeededBy(TenantSession session, Purge purge, RetentionPeriods periods) =>
        (this.session, this.purge, this.periods) = (session, purge, periods);

    /// <param name="Table">Schema and name of the table that needs it; its records' text is <c>record.{Table}</c>.</param>
    /// <param name="Class">By which rule those are kept.</param>
    /// <param name="Until">The last day of the last of them; null where their time has not begun.</param>
    public sealed record Need(string Table, RetentionClass Class, DateOnly? Until);

    /// <param name="table">Schema and name of its table.</param>
    /// <param name="ids">Of the record, and of those that are one with it.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<Need>> Of(string table, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var tables = await purge.Tables(cancel);
        var root = tables.Tables[table];
        var own = tables.Parts(root).Select(p => p.Child).Append(table).ToHashSet();
        var chosen = await periods.Read(cancel);
        var needs = new List<Need>();
        foreach (var reference in tables.References.Where(r => r.Parent == table && !r.Cascades && !r.Clears && !own.Contains(r.Child)))
        {
            var (happened, known, whose) = EventOf(tables, reference.Child);
            var column = reference.Columns.Single(c => c != "tenant_id");
            var found = await session.Rows(
                $"""
                SELECT count(*), bool_or(e.at IS NULL), max(e.at) FROM (
                    SELECT ({happened})::timestamptz AS at FROM {reference.Child} o WHERE o.tenant_id = $1 AND o.{column} = ANY ($2)
                ) e
                """,
                [session.Tenant.Value, ids.ToArray()],
                row =>
                    (
                        Rows: row.GetInt64(0),
                        Open: !row.IsDBNull(1) && row.GetBoolean(1),
                        Last: row.IsDBNull(2) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(2)
                    ),
                cancel
            );
            if (found is not [{ Rows: > 0 } of])
                continue;

            DateOnly? until = of.Open || of.Last is not { } last ? null : known.DueOn(MalaysianTime.Day(last), chosen[known]).AddDays(-1);
            needs.Add(new(whose, known, until));
        }
        return needs;
    }

    /// <summary>When a row that points happened: its own event, or that of what it is a part of.</summary>
    private static (string Sql, RetentionClass Class, string Whose) EventOf(KeptTables tables, string name)
    {
        var declared = tables.Tables[name].Declared;
        var known = RetentionClass.Of(declared.Retention) ?? RetentionClass.Business;
        if (declared.Event?.Sql is { } sql)
            return (sql, known, name);
        if (
            declared.Event?.Parent is not { } parent
            || tables.References.FirstOrDefault(r => r.Child == name && r.Parent == parent) is not { } up
        )
            return ("NULL", known, name);

        var (above, of, whose) = EventOf(tables, parent);
        var on = string.Join(" AND ", up.Columns.Zip(up.ParentColumns, (c, p) => $"o.{c} = p.{p}"));
        // The event is that of the row above, so its columns come first.
        return tables.Tables[parent].Declared.Event?.Sql is null
            ? ("NULL", of, whose)
            : ($"(SELECT {above} FROM {parent} p WHERE {on})", of, whose);
    }
}
