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
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>Gives a member another role. Holds from their next request, on every node.</summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class ChangeMemberRole(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    WorkingPlaces places,
    AccessCache access,
    AuditTrail audit,
    OwnerNotices notices
) : UseCase<ChangeMemberRole, ChangeMemberRole.Input, Changed>
{
    /// <param name="Person">Whose.</param>
    /// <param name="Role">Key of the role they are to have.</param>
    /// <param name="Version">The version of their place the caller saw, or null not to mind.</param>
    public sealed record Input(PersonId Person, string? Role, uint? Version = null);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        // The role before the places: every act locks in that order.
        var given = await roles.Hold(input.Role, cancel);
        var (own, member) = await ceiling.ReadForUpdate(input.Person, cancel);
        if (member is null)
            return PlatformErrors.NotFound();
        if (given is null)
            return MemberErrors.RoleUnknown();

        var taken = await roles.Find(member.Role, cancel);
        if (await ceiling.Refuse(own, [taken, given], cancel) is { } beyond)
            return beyond;

        var (db, before) = (session.Open<IdentityDb>(), taken?.Name ?? member.Role);
        if (ETags.IsStale(db, member, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (member.Role == given.Key)
            return new Changed(ETags.VersionOf(db, member));

        var limited = member.Branches;
        member.Take(given.Key);
        await db.SaveChangesAsync(cancel);
        audit.Record(
            "platform.member_role_changed",
            "platform.person",
            member.PersonId,
            new { Role = before },
            new { Role = given.Name ?? given.Key }
        );
        if (limited is not null && member.Branches is null)
            audit.Record(
                "platform.member_branches_changed",
                "platform.person",
                member.PersonId,
                new { Branches = await places.Names(limited, cancel) },
                new { Branches = (string[]?)null }
            );
        if (given.Key == BuiltInRoles.Owner)
            notices.Tell("owner_added", await db.NameOf(member.PersonId, cancel));
        access.ForgetAfter(session);
        return new Changed(ETags.VersionOf(db, member));
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            "memberships_keep_an_owner" => MemberErrors.LastOwner(),
            "memberships_role_known" => MemberErrors.RoleUnknown(),
            _ => null,
        };
}
