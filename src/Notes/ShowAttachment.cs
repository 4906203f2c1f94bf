using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Takes an attachment away, or brings it back from the bin: whoever attached it, or who may for others too.</summary>
[Needs(NotesPermissions.Write)]
internal sealed class ShowAttachment(
    TenantSession session,
    Caller caller,
    RecordNotes notes,
    TenantFiles files,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ShowAttachment, ShowAttachment.Input, Done>
{
    /// <param name="Shown">False takes it away.</param>
    public sealed record Input(NoteKind Kind, Guid Record, Guid Attachment, bool Shown);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await notes.Refuse(input.Kind, input.Record, cancel) is { } refused)
            return refused;
        if (await notes.HoldFile(input.Kind, input.Record, input.Attachment, cancel) is not { } attached)
            return PlatformErrors.NotFound();
        if (!notes.IsMine(attached) && !caller.May(NotesPermissions.Moderate))
            return NotesErrors.NotYours();
        if (attached.Removed != input.Shown)
            return default(Done);

        if (!input.Shown)
            await files.Discard([attached.File], cancel);
        else if (await files.TakeBack([attached.File], cancel) is { } full)
            return full;
        var removed = input.Shown ? (object)DBNull.Value : clock.GetUtcNow();
        await session.Execute(
            $"""
            UPDATE notes.attachments SET removed_at = {removed}::timestamptz
            WHERE tenant_id = {session.Tenant.Value} AND attachment_id = {input.Attachment}
            """,
            cancel
        );
        audit.Record(
            input.Shown ? "notes.file_restored" : "notes.file_removed",
            input.Kind.Subject,
            input.Record,
            after: new { attachment = input.Attachment }
        );
        return default(Done);
    }
}
