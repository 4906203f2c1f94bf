using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Files;
using Niaga.Platform.Modules;

namespace Niaga.Notes;

/// <summary>An attachment's bytes, for whoever may see its record.</summary>
internal sealed class AttachmentFile(
    TenantSession session,
    TenantFiles files,
    IEnumerable<NoteKind> kinds,
    RecordNotes notes,
    RestrictedRecords restricted,
    Caller caller,
    ModuleCatalog modules
)
{
    /// <returns>Null for none, and for one the caller may not see: which of the two, nobody is told.</returns>
    public async Task<(KeptFile File, string Name)?> Find(Guid attachment, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT subject, file_id, record_id, name FROM notes.attachments
            WHERE tenant_id = {session.Tenant.Value} AND attachment_id = {attachment} AND removed_at IS NULL
            """,
            row =>
                (
                    Subject: row.GetString(0),
                    File: row.GetGuid(1),
                    Record: row.GetGuid(2),
                    Name: row.Personal(3, NoteColumns.Name, attachment)
                ),
            cancel
        );
        if (found is not [var one] || kinds.FirstOrDefault(k => k.Subject == one.Subject) is not { } kind || !MayRead(kind))
            return null;

        // The record may be at a place the caller does not see: rows of files carry none.
        if (await kind.Name(session, one.Record, cancel) is null)
            return null;

        if (kind.NameIsPersonal && await restricted.Refuse(kind.Subject, one.Record, cancel) is not null)
            return null;

        return await files.Find(one.File, cancel) is { } file
            ? (file, (await notes.Shown(kind, one.Record, cancel)).Text(one.Name, one.Record, attachment)!)
            : null;
    }

    private bool MayRead(NoteKind kind) =>
        caller.May(kind.View) && (modules.EntitlementOf(kind.View) is not { } needed || caller.Entitlements.Contains(needed));
}
