using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;

namespace Niaga.Notes;

/// <summary>What is said about the business's records, and who may.</summary>
public sealed class RecordNotes(TenantSession session, Caller caller, ModuleCatalog modules, DisclosureLog disclosures)
{
    /// <summary>The newest of one record that are shown.</summary>
    public const int Most = 200;

    /// <summary>Comments and attachments in the order they came.</summary>
    public async Task<IReadOnlyList<NoteView>> Of(NoteKind kind, Guid record, CancellationToken cancel)
    {
        var (tenant, subject) = (session.Tenant.Value, kind.Subject);
        var newest = await session.Rows(
            $"""
            SELECT n.id, n.kind, n.person_id, coalesce(p.display_name, ''), n.at, n.text, n.edited_at, n.bytes FROM (
                SELECT comment_id AS id, 'comment' AS kind, person_id, created_at AS at, text, edited_at, NULL::bigint AS bytes
                FROM notes.comments
                WHERE tenant_id = {tenant} AND subject = {subject} AND record_id = {record} AND removed_at IS NULL
                UNION ALL
                SELECT attachment_id, 'file', person_id, created_at, name, NULL, size FROM notes.attachments
                WHERE tenant_id = {tenant} AND subject = {subject} AND record_id = {record} AND removed_at IS NULL
            ) n LEFT JOIN platform.known_people p ON p.tenant_id = {tenant} AND p.person_id = n.person_id
            ORDER BY n.at DESC, n.id DESC LIMIT {Most}
            """,
            row =>
                (
                    Note: new NoteView(
                        row.GetGuid(0),
                        row.GetString(1),
                        row.GetGuid(2),
                        row.GetString(3),
                        row.GetFieldValue<DateTimeOffset>(4),
                        "",
                        row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                        row.IsDBNull(7) ? null : row.GetInt64(7)
                    ),
                    Text: row.Personal(5, row.GetString(1) == NoteView.File ? NoteColumns.Name : NoteColumns.Text, row.GetGuid(0))
                ),
            cancel
        );
        if (newest.Count == 0)
            return [];

        var shown = await Shown(kind, record, cancel);
        newest.Reverse();
        return [.. newest.Select(n => n.Note with { Text = shown.Text(n.Text, record)! })];
    }

    /// <summary>What opens the notes of a record: of somebody it is written down, of a thing it is not.</summary>
    internal Task<Disclosure> Shown(NoteKind kind, Guid record, CancellationToken cancel) => Shown(kind, [record], cancel);

    internal async Task<Disclosure> Shown(NoteKind kind, IEnumerable<Guid> records, CancellationToken cancel) =>
        kind.NameIsPersonal ? await disclosures.Show(kind.Subject, records, NoteColumns.Shown, cancel) : await disclosures.OfThings(cancel);

    /// <summary>Why the caller may not speak of a record, or null.</summary>
    internal async Task<Refusal?> Refuse(NoteKind kind, Guid record, CancellationToken cancel) =>
        !caller.May(kind.View) || (modules.EntitlementOf(kind.View) is { } needed && !caller.Entitlements.Contains(needed))
            ? PlatformErrors.Forbidden()
        : await kind.Name(session, record, cancel) is null ? PlatformErrors.NotFound()
        : null;

    /// <summary>A comment of the record, held: whose it is and whether it is taken away; null for none.</summary>
    internal Task<Held?> HoldComment(NoteKind kind, Guid record, Guid id, CancellationToken cancel) =>
        Hold(
            $"""
            SELECT person_id, text, removed_at IS NOT NULL, '00000000-0000-0000-0000-000000000000'::uuid FROM notes.comments
            WHERE tenant_id = {session.Tenant.Value} AND comment_id = {id} AND subject = {kind.Subject} AND record_id = {record} FOR UPDATE
            """,
            NoteColumns.Text,
            id,
            cancel
        );

    internal Task<Held?> HoldFile(NoteKind kind, Guid record, Guid id, CancellationToken cancel) =>
        Hold(
            $"""
            SELECT person_id, name, removed_at IS NOT NULL, file_id FROM notes.attachments
            WHERE tenant_id = {session.Tenant.Value} AND attachment_id = {id} AND subject = {kind.Subject} AND record_id = {record}
            FOR UPDATE
            """,
            NoteColumns.Name,
            id,
            cancel
        );

    /// <summary>What was written by somebody, for whoever wants to change or remove it.</summary>
    internal sealed record Held(Guid Person, string Text, bool Removed, Guid File);

    internal bool IsMine(Held held) => caller.Person?.Value == held.Person;

    private async Task<Held?> Hold(FormattableString sql, PersonalColumn column, Guid id, CancellationToken cancel)
    {
        // Compared with what is written now, and told to whom it names: not shown.
        var opened = await disclosures.ForWork(cancel);
        var found = await session.Rows(
            sql,
            row => new Held(row.GetGuid(0), opened.Text(row.Personal(1, column, id), id)!, row.GetBoolean(2), row.GetGuid(3)),
            cancel
        );
        return found.FirstOrDefault();
    }
}
