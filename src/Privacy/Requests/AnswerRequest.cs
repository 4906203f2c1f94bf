using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Subjects;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Answers;

namespace Niaga.Privacy.Requests;

/// <summary>
/// Answers a request and closes it. Access and portability make a file that whoever asked fetches by a link with a code, told here once.
/// </summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class AnswerRequest(
    TenantSession session,
    RequestSteps steps,
    AnswerMaker answers,
    RestrictedRecords restricted,
    IEnumerable<ISubjectKind> kinds,
    TimeProvider clock
) : UseCase<AnswerRequest, AnswerRequest.Input, AnswerLink>
{
    /// <param name="Note">What was corrected or done, as the person is told; needed for a correction.</param>
    public sealed record Input(Guid Request, string? Note);

    public override async Task<Outcome<AnswerLink>> Run(Input input, CancellationToken cancel)
    {
        var note = RequestSteps.Text(input.Note);
        if (RequestSteps.Refuse(note, nameof(input.Note), required: false) is { } wrong)
            return wrong;
        if (!(await steps.Open(input.Request, cancel)).Succeeded(out var held, out var refused))
            return refused;
        if (!held.Identified)
            return PrivacyErrors.IdentityMissing();
        if (held.Kind == RequestKinds.Correction && note.Length == 0)
            return PrivacyErrors.NothingCorrected();
        var link = AnswerLink.None;
        if (RequestKinds.HasFile(held.Kind))
        {
            // Whoever may not read the record would answer with a part of it.
            if (held.Subject is { } of && await restricted.Refuse(of, held.SubjectId!.Value, cancel) is { } closed)
                return closed;
            if (!(await answers.Make(held.Id, held.Kind == RequestKinds.Access, cancel)).Succeeded(out link, out var refusal))
                return refusal;
        }

        if (RequestKinds.HoldsAtOnce(held.Kind) && held is { Subject: { } subject, SubjectId: { } id })
            await kinds.First(k => k.Key == subject).EndConsents(id, held.Kind == RequestKinds.Objection, cancel);
        await session.Execute(
            $"""
            UPDATE privacy.requests SET state = 'answered', closed_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND request_id = {held.Id}
            """,
            cancel
        );
        steps.Note(held.Id, held.Number, held.Kind, "answered", note.Length > 0 ? note : null);
        steps.Settle(held.Id);
        return link;
    }
}
