using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>
/// Closes the business to a member without taking their place: they are out at their next request, with their keys and their company's
/// sign-in.
/// </summary>
[Needs(PlatformPermissions.MembersManage)]
internal sealed class SuspendMember(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    MembershipOffboarding offboarding,
    AuditTrail audit,
    Caller caller
) : UseCase<SuspendMember, SuspendMember.Input, Changed>
{
    /// <param name="Person">Whom.</param>
    /// <param name="Version">The version of their place the caller saw, or null not to mind.</param>
    public sealed record Input(PersonId Person, uint? Version = null);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var (own, member) = await ceiling.ReadForUpdate(input.Person, cancel);
        if (member is null)
            return PlatformErrors.NotFound();
        if (member.PersonId == caller.Person)
            return MemberErrors.Yourself();

        var role = await roles.Find(member.Role, cancel);
        if (await ceiling.Refuse(own, [role], cancel) is { } beyond)
            return beyond;

        var db = session.Open<IdentityDb>();
        if (ETags.IsStale(db, member, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (!member.IsActive)
            return new Changed(ETags.VersionOf(db, member));

        member.Suspend();
        await db.SaveChangesAsync(cancel);
        await offboarding.Say(member.PersonId, "member_suspended", cancel);
        audit.Record(
            "platform.member_suspended",
            "platform.person",
            member.PersonId,
            new { Status = Membership.Active, Role = role?.Name ?? member.Role },
            new { member.Status, Role = role?.Name ?? member.Role }
        );
        return new Changed(ETags.VersionOf(db, member));
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "memberships_keep_an_owner" ? MemberErrors.LastOwner() : null;
}
