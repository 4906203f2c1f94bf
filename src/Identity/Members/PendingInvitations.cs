using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// Pending invitations of somebody who has joined or left in another way. Their links are bound to no account, so one that stayed
/// open would let whoever was sent away back in.
/// </summary>
internal sealed class PendingInvitations(TenantSession session, PeopleDb people, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Takes back what was sent to the person's address.</summary>
    public async Task Revoke(PersonId person, CancellationToken cancel)
    {
        if (
            await people
                .Of(person)
                .Users.Where(p => p.Id == person.Value)
                .Select(p => p.NormalizedEmail ?? p.ClaimedEmail)
                .SingleOrDefaultAsync(cancel)
            is not { } email
        )
            return;

        var db = session.Open<IdentityDb>();
        var (tenant, now) = (db.Tenant.Value, clock.GetUtcNow());
        var open = await db.Set<Invitation>()
            .FromSql(
                $"""
                SELECT * FROM platform.invitations
                WHERE tenant_id = {tenant} AND email_key = {email} AND accepted_at IS NULL AND revoked_at IS NULL FOR UPDATE
                """
            )
            .ToListAsync(cancel);
        foreach (var invitation in open)
        {
            invitation.Revoke(now);
            audit.Record(
                "platform.invitation_revoked",
                "platform.invitation",
                invitation.InvitationId,
                new { invitation.Email, invitation.Role }
            );
        }
    }
}
