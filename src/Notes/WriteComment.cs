using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Says something about a record. Answers the comment's id.</summary>
[Needs(NotesPermissions.Write)]
internal sealed class WriteComment(
    TenantSession session,
    Caller caller,
    RecordNotes notes,
    Mentions mentions,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<WriteComment, WriteComment.Input, Guid>
{
    public sealed record Input(NoteKind Kind, Guid Record, string? Text);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (!CommentText.TryRead(input.Text, out var text, out var refusal))
            return refusal;
        if (await notes.Refuse(input.Kind, input.Record, cancel) is { } refused)
            return refused;

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var kept = await session.Sealed(NoteColumns.Text, id, text, cancel);
        await session.Execute(
            $"""
            INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at)
            VALUES ({session.Tenant.Value}, {id}, {input.Kind.Subject}, {input.Record}, {caller.Person!.Value.Value}, {kept}, {now})
            """,
            cancel
        );
        await mentions.Tell(input.Kind, input.Record, id, text, cancel);
        // What was said stays out of the log, which cannot forget.
        audit.Record("notes.comment_written", input.Kind.Subject, input.Record, after: new { comment = id });
        return id;
    }
}
