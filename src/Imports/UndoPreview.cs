using Niaga.Platform.Data;

namespace Niaga.Imports;

/// <summary>What undoing an import would take back, and what has to stay.</summary>
internal sealed class UndoPreview(TenantSession session, ImportKinds kinds)
{
    private const int MostKept = 100;

    /// <param name="Archived">Records it made that are archived.</param>
    /// <param name="Restored">Records it changed that are as they were.</param>
    /// <param name="KeptTotal">How many stay as they are.</param>
    /// <param name="Kept">The first of those by name.</param>
    public sealed record Plan(int Archived, int Restored, int KeptTotal, IReadOnlyList<KeptRecord> Kept)
    {
        public bool Any => Archived + Restored > 0;
    }

    /// <param name="Reason">The sentence is the text <c>import.{kind}.kept.{Reason}</c>.</param>
    public sealed record KeptRecord(Guid Id, string Name, string Reason);

    private sealed record Row(int Archived, int Restored, int Kept, KeptRecord? Record);

    public async Task<Plan> Read(string kind, Guid import, CancellationToken cancel)
    {
        var records = kinds.Open(kind);
        var rows = await session.Rows(
            $"""
            WITH plan AS MATERIALIZED ({records.UndoPlan}),
            counted AS (SELECT count(*) FILTER (WHERE made AND kept IS NULL)::int AS archived,
                count(*) FILTER (WHERE NOT made AND kept IS NULL)::int AS restored, count(kept)::int AS kept FROM plan),
            named AS (SELECT record_id, name, name_key, kept FROM plan WHERE kept IS NOT NULL ORDER BY name_key, record_id LIMIT $3)
            SELECT c.archived, c.restored, c.kept, n.record_id, n.name, n.kept
            FROM counted c LEFT JOIN named n ON true ORDER BY n.name_key, n.record_id
            """,
            [session.Tenant.Value, import, MostKept],
            row => new Row(
                row.GetInt32(0),
                row.GetInt32(1),
                row.GetInt32(2),
                row.IsDBNull(3) ? null : new(row.GetGuid(3), row.GetString(4), row.GetString(5))
            ),
            cancel
        );
        KeptRecord[] kept = [.. rows.Select(r => r.Record).OfType<KeptRecord>()];
        if (kept.Length > 0 && await records.NamesOf([.. kept.Select(k => k.Id)], cancel) is { } names)
            kept = [.. kept.Select(k => k with { Name = names.GetValueOrDefault(k.Id, "") }).OrderBy(k => k.Name, StringComparer.Ordinal)];
        return new(rows[0].Archived, rows[0].Restored, rows[0].Kept, kept);
    }

    /// <summary>Marks what can be taken back; within the undo's transaction, with the records held.</summary>
    public Task Mark(string kind, Guid import, CancellationToken cancel) =>
        session.Execute(
            $"""
            UPDATE imports.import_changes c SET undone = true FROM ({kinds.Open(kind).UndoPlan}) p
            WHERE c.tenant_id = $1 AND c.import_id = $2 AND c.record_id = p.record_id AND p.kept IS NULL
            """,
            [session.Tenant.Value, import],
            cancel
        );

    /// <summary>Forgets what was taken back, so that what stays behind are the records that were kept.</summary>
    public Task Forget(Guid import, CancellationToken cancel) =>
        session.Execute(
            $"DELETE FROM imports.import_changes WHERE tenant_id = {session.Tenant.Value} AND import_id = {import} AND undone",
            cancel
        );
}
