using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Takes a comment away, or brings it back from the bin: whoever said it, or who may for others too.</summary>
[Needs(NotesPermissions.Write)]
internal sealed class ShowComment(
    TenantSession session,
    Caller caller,
    RecordNotes notes,
    Mentions mentions,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ShowComment, ShowComment.Input, Done>
{
    /// <param name="Shown">False takes it away.</param>
    public sealed record Input(NoteKind Kind, Guid Record, Guid Comment, bool Shown);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await notes.Refuse(input.Kind, input.Record, cancel) is { } refused)
            return refused;
        if (await notes.HoldComment(input.Kind, input.Record, input.Comment, cancel) is not { } comment)
            return PlatformErrors.NotFound();
        if (!notes.IsMine(comment) && !caller.May(NotesPermissions.Moderate))
            return NotesErrors.NotYours();
        if (comment.Removed != input.Shown)
            return default(Done);

        var removed = input.Shown ? (object)DBNull.Value : clock.GetUtcNow();
        await session.Execute(
            $"""
            UPDATE notes.comments SET removed_at = {removed}::timestamptz
            WHERE tenant_id = {session.Tenant.Value} AND comment_id = {input.Comment}
            """,
            cancel
        );
        if (input.Shown)
            await mentions.TellAgain(input.Kind, input.Record, input.Comment, comment.Text, cancel);
        else
            mentions.TakeBack(input.Comment);
        audit.Record(
            input.Shown ? "notes.comment_restored" : "notes.comment_removed",
            input.Kind.Subject,
            input.Record,
            after: new { comment = input.Comment }
        );
        return default(Done);
    }
}
