using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Members;

/// <summary>Opens the business again to a suspended member, with the role they had.</summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class ReactivateMember(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    AccessCache access,
    AuditTrail audit,
    OwnerNotices notices
) : UseCase<ReactivateMember, ReactivateMember.Input, Changed>
{
    /// <param name="Person">Whom.</param>
    /// <param name="Version">The version of their place the caller saw, or null not to mind.</param>
    public sealed record Input(PersonId Person, uint? Version = null);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var (own, member) = await ceiling.ReadForUpdate(input.Person, cancel);
        if (member is null)
            return PlatformErrors.NotFound();

        var role = await roles.Find(member.Role, cancel);
        if (await ceiling.Refuse(own, [role], cancel) is { } beyond)
            return beyond;

        var db = session.Open<IdentityDb>();
        if (ETags.IsStale(db, member, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (member.IsActive)
            return new Changed(ETags.VersionOf(db, member));

        member.Reactivate();
        await db.SaveChangesAsync(cancel);
        audit.Record(
            "platform.member_reactivated",
            "platform.person",
            member.PersonId,
            new { Status = Membership.Suspended, Role = role?.Name ?? member.Role },
            new { member.Status, Role = role?.Name ?? member.Role }
        );
        if (role?.Key == BuiltInRoles.Owner)
            notices.Tell("owner_added", await db.NameOf(member.PersonId, cancel));
        access.ForgetAfter(session);
        return new Changed(ETags.VersionOf(db, member));
    }
}
