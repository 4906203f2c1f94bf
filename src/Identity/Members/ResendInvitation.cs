using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Identity.Members;

/// <summary>Sends an invitation again with a new link and a new week; the old link ends. Whoever sends it vouches for it.</summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class ResendInvitation(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    Caller caller,
    AuditTrail audit,
    Outbox outbox,
    IDataProtectionProvider protection,
    TimeProvider clock
) : UseCase<ResendInvitation, ResendInvitation.Input, Done>
{
    /// <param name="Invitation">Which.</param>
    /// <param name="Address">The business's address the link leads to, as the outside sees it.</param>
    public sealed record Input(Guid Invitation, string Address);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var (db, now) = (session.Open<IdentityDb>(), clock.GetUtcNow());
        var invitation = await db.Set<Invitation>()
            .FromSql(
                $"SELECT * FROM platform.invitations WHERE tenant_id = {db.Tenant.Value} AND invitation_id = {input.Invitation} FOR UPDATE"
            )
            .FirstOrDefaultAsync(cancel);
        if (invitation is not { IsOpen: true })
            return PlatformErrors.NotFound();
        if (await roles.Hold(invitation.Role, cancel) is not { } role)
            return MemberErrors.RoleUnknown();
        var own = await ceiling.Own(cancel);
        if (await ceiling.Refuse(own, [role], cancel) is { } beyond)
            return beyond;
        if (!WorkingPlaces.Reach(own!.Branches, invitation.Branches))
            return MemberErrors.BeyondYourBranches();
        if (await InvitationLimit.Reached(db, now, cancel))
            return MemberErrors.InvitationsTooMany(InviteMember.MostInADay);

        var (before, code) = (invitation.ExpiresAt, InvitationCode.New());
        invitation.Send(caller.Person!.Value, code, now);
        audit.Record(
            "platform.invitation_resent",
            "platform.invitation",
            invitation.InvitationId,
            new { ExpiresAt = before },
            new { invitation.Email, invitation.ExpiresAt }
        );
        outbox.Add(MailInvitation.Kind, MailInvitation.Of(protection, invitation.InvitationId, code, input.Address));
        return default(Done);
    }
}
