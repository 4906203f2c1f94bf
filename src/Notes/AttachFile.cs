using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Keeps a file with a record, within the business's quota. Answers the attachment's id.</summary>
[Needs(NotesPermissions.Write)]
internal sealed class AttachFile(
    TenantSession session,
    Caller caller,
    RecordNotes notes,
    TenantFiles files,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<AttachFile, AttachFile.Input, Guid>
{
    /// <summary>Of one record.</summary>
    public const int Most = 50;

    public sealed record Input(NoteKind Kind, Guid Record, FileContent File);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (await notes.Refuse(input.Kind, input.Record, cancel) is { } refused)
            return refused;
        var (tenant, subject, content) = (session.Tenant.Value, input.Kind.Subject, input.File);
        // Keeping one makes the business's uploads queue, so that the count holds.
        if (!(await files.Keep("attachment", content.ContentType, content.Bytes, cancel)).Succeeded(out var file, out var full))
            return full;
        var there = await session.Rows(
            $"""
            SELECT count(*)::int FROM notes.attachments
            WHERE tenant_id = {tenant} AND subject = {subject} AND record_id = {input.Record} AND removed_at IS NULL
            """,
            row => row.GetInt32(0),
            cancel
        );
        if (there[0] >= Most)
            return NotesErrors.TooManyFiles(Most);

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var name = await session.Sealed(NoteColumns.Name, id, content.Name, cancel);
        await session.Execute(
            $"""
            INSERT INTO notes.attachments (tenant_id, attachment_id, subject, record_id, person_id, file_id, name, size, created_at)
            VALUES ({tenant}, {id}, {subject}, {input.Record}, {caller.Person!.Value.Value}, {file}, {name},
                {(long)content.Bytes.Length}, {now})
            """,
            cancel
        );
        audit.Record("notes.file_attached", subject, input.Record, after: new { attachment = id });
        return id;
    }
}
