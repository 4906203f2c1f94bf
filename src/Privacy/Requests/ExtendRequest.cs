using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Requests;

/// <summary>Takes 14 days more, once, and says why: the person is told before the first 21 are over (PDPA 2010 s.31(2)).</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class ExtendRequest(TenantSession session, RequestSteps steps, TimeProvider clock)
    : UseCase<ExtendRequest, ExtendRequest.Input, Done>
{
    /// <param name="Reason">Why, as the person is told.</param>
    public sealed record Input(Guid Request, string? Reason);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var reason = RequestSteps.Text(input.Reason);
        if (RequestSteps.Refuse(reason, nameof(input.Reason), required: true) is { } wrong)
            return wrong;
        if (!(await steps.Open(input.Request, cancel)).Succeeded(out var held, out var refused))
            return refused;
        if (RequestKinds.HoldsAtOnce(held.Kind))
            return PrivacyErrors.HoldsAtOnce();
        if (held.Extended)
            return PrivacyErrors.ExtendedBefore();
        if (MalaysianTime.Day(clock.GetUtcNow()) > held.DueOn)
            return PrivacyErrors.ExtendedTooLate();

        await session.Execute(
            $"""
            UPDATE privacy.requests SET extended_at = {clock.GetUtcNow()}, due_on = due_on + {RequestKinds.MoreDays}
            WHERE tenant_id = {session.Tenant.Value} AND request_id = {held.Id}
            """,
            cancel
        );
        steps.Note(held.Id, held.Number, held.Kind, "extended", reason);
        steps.Settle(held.Id);
        return default(Done);
    }
}
