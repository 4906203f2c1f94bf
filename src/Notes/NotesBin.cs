using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Comments and attachments in the bin: one's own, and of others for who may moderate.</summary>
internal sealed class NotesBin(TenantSession session, IEnumerable<NoteKind> kinds, RecordNotes notes, Caller caller) : IBinSource
{
    private const string Comments = "notes.comments";

    private const string Attachments = "notes.attachments";

    private const int LongestName = 120;

    public IReadOnlyList<string> Tables { get; } = [Comments, Attachments];

    public bool IsFor(Caller caller) => caller.May(NotesPermissions.Write);

    public async Task<List<BinItem>> Newest(int most, CancellationToken cancel)
    {
        var subjects = kinds.Where(k => caller.May(k.View)).ToDictionary(k => k.Subject);
        // Who sees some places only is not told what was said of records elsewhere.
        var everybodys = caller.May(NotesPermissions.Moderate) && caller.LimitedTo is null;
        var (tenant, me, known) = (session.Tenant.Value, caller.Person?.Value ?? Guid.Empty, subjects.Keys.ToArray());
        var found = await session.Rows(
            $"""
            SELECT n.id, n.tbl, n.text, n.subject, n.record_id, n.removed_at, (
                SELECT p.display_name FROM platform.audit_entries a JOIN platform.known_people p
                    ON p.tenant_id = a.tenant_id AND p.person_id = a.person_id
                WHERE a.tenant_id = {tenant} AND a.subject = n.subject AND a.subject_id = n.record_id::text
                    AND a.action = n.action AND position(n.id::text IN coalesce(a.after, '')) > 0 ORDER BY a.entry_id DESC LIMIT 1)
            FROM (
                SELECT comment_id AS id, {Comments} AS tbl, text, subject, record_id, removed_at, person_id,
                    'notes.comment_removed' AS action
                FROM notes.comments WHERE tenant_id = {tenant} AND removed_at IS NOT NULL
                UNION ALL
                SELECT attachment_id, {Attachments}, name, subject, record_id, removed_at, person_id, 'notes.file_removed'
                FROM notes.attachments WHERE tenant_id = {tenant} AND removed_at IS NOT NULL
            ) n WHERE n.subject = ANY ({known}) AND ({everybodys} OR n.person_id = {me}) ORDER BY n.removed_at DESC LIMIT {most}
            """,
            row =>
                (
                    Kind: subjects[row.GetString(3)],
                    Record: row.GetGuid(4),
                    Text: row.Personal(2, row.GetString(1) == Comments ? NoteColumns.Text : NoteColumns.Name, row.GetGuid(0)),
                    Item: new BinItem(
                        row.GetGuid(0),
                        row.GetString(1),
                        "",
                        subjects[row.GetString(3)].Page(row.GetGuid(4)),
                        row.GetFieldValue<DateTimeOffset>(5),
                        row.IsDBNull(6) ? null : row.GetString(6)
                    )
                ),
            cancel
        );
        var items = new Dictionary<Guid, BinItem>();
        foreach (var ofKind in found.GroupBy(f => f.Kind))
        {
            var shown = await notes.Shown(ofKind.Key, ofKind.Select(f => f.Record), cancel);
            foreach (var (_, record, text, item) in ofKind)
                items[item.Id] = item with { Name = Start(shown.Text(text, record)!) };
        }
        return [.. found.Select(f => items[f.Item.Id])];
    }

    private static string Start(string text) => text.Length <= LongestName ? text : text[..LongestName];

    public async Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel)
    {
        var found = await Of(table, table == Comments ? "comment_id" : "attachment_id", id, cancel);
        if (found is not [var (subject, record)] || kinds.FirstOrDefault(k => k.Subject == subject) is not { } kind)
            return PlatformErrors.NotFound();

        return table == Comments
            ? await ShowComment.Do(runner, new(kind, record, id, Shown: true), cancel)
            : await ShowAttachment.Do(runner, new(kind, record, id, Shown: true), cancel);
    }

    private Task<List<(string Subject, Guid Record)>> Of(string table, string key, Guid id, CancellationToken cancel) =>
        session.Rows(
            $"SELECT subject, record_id FROM {table} WHERE tenant_id = $1 AND {key} = $2",
            [session.Tenant.Value, id],
            row => (row.GetString(0), row.GetGuid(1)),
            cancel
        );
}
