using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Requests;

/// <summary>Refuses what somebody asks, with the ground the law gives, and says why.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class RefuseRequest(TenantSession session, RequestSteps steps, TimeProvider clock)
    : UseCase<RefuseRequest, RefuseRequest.Input, Done>
{
    /// <param name="Ground">One of <see cref="RequestKinds.GroundsOf"/>.</param>
    /// <param name="Reason">Why, as the person is told.</param>
    public sealed record Input(Guid Request, string? Ground, string? Reason);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var reason = RequestSteps.Text(input.Reason);
        if (RequestSteps.Refuse(reason, nameof(input.Reason), required: true) is { } wrong)
            return wrong;
        if (!(await steps.Open(input.Request, cancel)).Succeeded(out var held, out var refused))
            return refused;
        if (!RequestKinds.GroundsOf(held.Kind).Contains(input.Ground))
            return PrivacyErrors.GroundUnknown();

        await session.Execute(
            $"""
            UPDATE privacy.requests SET state = 'refused', ground = {input.Ground}, closed_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND request_id = {held.Id}
            """,
            cancel
        );
        steps.Note(held.Id, held.Number, held.Kind, "refused", reason, new { ground = input.Ground });
        steps.Settle(held.Id);
        return default(Done);
    }
}
