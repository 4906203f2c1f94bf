using Niaga.Platform.Data;
using Niaga.Platform.Subjects;

namespace Niaga.Notes;

/// <summary>What was said and attached about somebody, for themselves; who said it is not told.</summary>
internal sealed class NotesSource(TenantSession session, RecordNotes notes, IEnumerable<NoteKind> kinds) : ISubjectSource
{
    private static readonly string[] Said = ["created_at", "text"];
    private static readonly string[] Attached = ["created_at", "name", "size"];

    public IReadOnlyList<string> Tells { get; } = ["notes.comments.text", "notes.attachments.name"];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(k => k.Subject == subject.Kind) is not { } kind)
            return [];

        var (tenant, ids) = (session.Tenant.Value, subject.Ids.ToArray());
        var comments = await session.Rows(
            $"""
            SELECT comment_id, record_id, created_at, text FROM notes.comments
            WHERE tenant_id = {tenant} AND subject = {subject.Kind} AND record_id = ANY ({ids}) ORDER BY created_at
            """,
            row =>
                (Record: row.GetGuid(1), At: row.GetFieldValue<DateTimeOffset>(2), Text: row.Personal(3, NoteColumns.Text, row.GetGuid(0))),
            cancel
        );
        var files = await session.Rows(
            $"""
            SELECT attachment_id, record_id, created_at, name, size, file_id FROM notes.attachments
            WHERE tenant_id = {tenant} AND subject = {subject.Kind} AND record_id = ANY ({ids}) ORDER BY created_at
            """,
            row =>
                (
                    Record: row.GetGuid(1),
                    At: row.GetFieldValue<DateTimeOffset>(2),
                    Name: row.Personal(3, NoteColumns.Name, row.GetGuid(0)),
                    Size: row.GetInt64(4),
                    File: row.GetGuid(5)
                ),
            cancel
        );
        var shown = await notes.Shown(kind, ids, cancel);
        var named = files.Select(f => (f.At, Name: shown.Text(f.Name, f.Record) ?? "file", f.Size, f.File)).ToArray();
        return
        [
            new("notes.comments", Said, [.. comments.Select(c => new object?[] { c.At, shown.Text(c.Text, c.Record) })]),
            new("notes.attachments", Attached, [.. named.Select(f => new object?[] { f.At, f.Name, f.Size })])
            {
                Files = [.. named.Select(f => new SubjectFile(f.File, f.Name))],
            },
        ];
    }
}
