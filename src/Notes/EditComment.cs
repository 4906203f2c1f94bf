using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

/// <summary>Says it otherwise; only whoever said it.</summary>
[Needs(NotesPermissions.Write)]
internal sealed class EditComment(TenantSession session, RecordNotes notes, Mentions mentions, AuditTrail audit, TimeProvider clock)
    : UseCase<EditComment, EditComment.Input, Done>
{
    public sealed record Input(NoteKind Kind, Guid Record, Guid Comment, string? Text);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!CommentText.TryRead(input.Text, out var text, out var refusal))
            return refusal;
        if (await notes.Refuse(input.Kind, input.Record, cancel) is { } refused)
            return refused;
        if (await notes.HoldComment(input.Kind, input.Record, input.Comment, cancel) is not { Removed: false } comment)
            return PlatformErrors.NotFound();
        if (!notes.IsMine(comment))
            return NotesErrors.NotYours();
        if (comment.Text == text)
            return default(Done);

        var kept = await session.Sealed(NoteColumns.Text, input.Comment, text, cancel);
        await session.Execute(
            $"""
            UPDATE notes.comments SET text = {kept}, text_plain = NULL, edited_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND comment_id = {input.Comment}
            """,
            cancel
        );
        await mentions.Retell(input.Kind, input.Record, input.Comment, text, cancel);
        audit.Record("notes.comment_edited", input.Kind.Subject, input.Record, after: new { comment = input.Comment });
        return default(Done);
    }
}
