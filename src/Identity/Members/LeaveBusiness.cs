using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>A member gives up their own place. The last owner cannot: somebody must be able to let people in.</summary>
[Needs(PlatformPermissions.WorkspaceOpen), StepUp]
internal sealed class LeaveBusiness(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    MembershipOffboarding offboarding,
    AuditTrail audit,
    Caller caller
) : UseCase<LeaveBusiness, LeaveBusiness.Input, Done>
{
    public sealed record Input;

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (caller.Person is not { } person || await ceiling.ReadForUpdate(person, cancel) is not (_, { } member))
            return PlatformErrors.NotFound();

        var role = await roles.Find(member.Role, cancel);
        var db = session.Open<IdentityDb>();
        db.Set<Membership>().Remove(member);
        await db.SaveChangesAsync(cancel);
        await offboarding.Say(person, "member_left", cancel);
        audit.Record("platform.member_left", "platform.person", person, new { Role = role?.Name ?? member.Role, member.JoinedAt });
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "memberships_keep_an_owner" ? MemberErrors.LastOwner() : null;
}
