using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Members;

/// <summary>Takes an invitation back: its link is worth nothing from now on.</summary>
[Needs(PlatformPermissions.MembersManage)]
internal sealed class RevokeInvitation(TenantSession session, RoleCatalog roles, GrantCeiling ceiling, AuditTrail audit, TimeProvider clock)
    : UseCase<RevokeInvitation, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        var invitation = await db.Set<Invitation>()
            .FromSql($"SELECT * FROM platform.invitations WHERE tenant_id = {db.Tenant.Value} AND invitation_id = {input} FOR UPDATE")
            .FirstOrDefaultAsync(cancel);
        if (invitation is not { IsOpen: true })
            return PlatformErrors.NotFound();

        var role = await roles.Find(invitation.Role, cancel);
        if (await ceiling.Refuse(await ceiling.Own(cancel), [role], cancel) is { } beyond)
            return beyond;

        invitation.Revoke(clock.GetUtcNow());
        audit.Record(
            "platform.invitation_revoked",
            "platform.invitation",
            invitation.InvitationId,
            new { invitation.Email, Role = role?.Name ?? invitation.Role }
        );
        return default(Done);
    }
}
