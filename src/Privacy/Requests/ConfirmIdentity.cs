using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Requests;

/// <summary>Says how it was checked that whoever asks is who they say.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class ConfirmIdentity(TenantSession session, RequestSteps steps, TimeProvider clock)
    : UseCase<ConfirmIdentity, ConfirmIdentity.Input, Done>
{
    /// <param name="Way">One of <see cref="RequestKinds.Ways"/>.</param>
    /// <param name="Note">What was seen, in words; asked for where the way is another.</param>
    public sealed record Input(Guid Request, string? Way, string? Note);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var note = RequestSteps.Text(input.Note);
        if (!RequestKinds.Ways.Contains(input.Way))
            return PrivacyErrors.IdentityWayUnknown();
        if (RequestSteps.Refuse(note, nameof(input.Note), required: input.Way == "other") is { } wrong)
            return wrong;
        if (!(await steps.Open(input.Request, cancel)).Succeeded(out var held, out var refused))
            return refused;
        if (held.Identified)
            return PrivacyErrors.IdentityKnown();

        await session.Execute(
            $"""
            UPDATE privacy.requests SET identity_way = {input.Way}, identified_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND request_id = {held.Id}
            """,
            cancel
        );
        steps.Note(held.Id, held.Number, held.Kind, "identified", note.Length > 0 ? note : null, new { identity_way = input.Way });
        return default(Done);
    }
}
