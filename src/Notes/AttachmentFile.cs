using Niaga.Platform.Data;
using Niaga.Platform.Files;

namespace Niaga.Notes;

/// <summary>An attachment's bytes, for whoever may see its record.</summary>
internal sealed class AttachmentFile(TenantSession session, TenantFiles files)
{
    public async Task<StoredFile?> Find(NoteKind kind, Guid record, Guid attachment, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT file_id FROM notes.attachments WHERE tenant_id = {session.Tenant.Value} AND attachment_id = {attachment}
                AND subject = {kind.Subject} AND record_id = {record} AND removed_at IS NULL
            """,
            row => row.GetGuid(0),
            cancel
        );
        return found is [var file] ? await files.Find(file, cancel) : null;
    }
}
