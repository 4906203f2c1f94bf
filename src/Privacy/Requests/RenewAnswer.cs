using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Answers;

namespace Niaga.Privacy.Requests;

/// <summary>Makes the file of an answered request anew, with another link and code: the first expired or was lost.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class RenewAnswer(RequestSteps steps, RestrictedRecords restricted, AnswerMaker answers)
    : UseCase<RenewAnswer, Guid, AnswerLink>
{
    public override async Task<Outcome<AnswerLink>> Run(Guid request, CancellationToken cancel)
    {
        if (await steps.Hold(request, cancel) is not { } held)
            return PrivacyErrors.RequestNotFound();
        if (held.State != "answered" || !RequestKinds.HasFile(held.Kind))
            return PrivacyErrors.NothingToFetch();
        if (held.Subject is { } of && await restricted.Refuse(of, held.SubjectId!.Value, cancel) is { } closed)
            return closed;
        if (!(await answers.Make(held.Id, held.Kind == RequestKinds.Access, cancel)).Succeeded(out var link, out var refusal))
            return refusal;

        steps.Note(held.Id, held.Number, held.Kind, "linked", null);
        return link;
    }
}
