using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>Takes somebody's place in the business, and their keys with it. What they did stays in the log under their name.</summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class RemoveMember(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    MembershipOffboarding offboarding,
    AuditTrail audit,
    Caller caller
) : UseCase<RemoveMember, PersonId, Done>
{
    public override async Task<Outcome<Done>> Run(PersonId input, CancellationToken cancel)
    {
        var (own, member) = await ceiling.ReadForUpdate(input, cancel);
        if (member is null)
            return PlatformErrors.NotFound();
        if (member.PersonId == caller.Person)
            return MemberErrors.Yourself();

        var role = await roles.Find(member.Role, cancel);
        if (await ceiling.Refuse(own, [role], cancel) is { } beyond)
            return beyond;

        var db = session.Open<IdentityDb>();
        db.Set<Membership>().Remove(member);
        await db.SaveChangesAsync(cancel);
        await offboarding.Say(member.PersonId, "member_removed", cancel);
        audit.Record(
            "platform.member_removed",
            "platform.person",
            member.PersonId,
            new
            {
                Role = role?.Name ?? member.Role,
                member.Status,
                member.JoinedAt,
            }
        );
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, PersonId input) =>
        violation.ConstraintName == "memberships_keep_an_owner" ? MemberErrors.LastOwner() : null;
}
