using Niaga.Contract;
using Niaga.Identity.Access;
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
/// Says at which places of the business a member works: they see no record of another from their next request, on every node. Whoever is
/// limited themself moves others within their own places only.
/// </summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class ChangeMemberBranches(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    WorkingPlaces places,
    AccessCache access,
    AuditTrail audit,
    Caller caller
) : UseCase<ChangeMemberBranches, ChangeMemberBranches.Input, Changed>
{
    /// <param name="Person">Whose.</param>
    /// <param name="Branches">At which; null at all of them, those to come too.</param>
    /// <param name="Version">The version of their place the caller saw, or null not to mind.</param>
    public sealed record Input(PersonId Person, IReadOnlyList<Guid>? Branches, uint? Version = null);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var (own, member) = await ceiling.ReadForUpdate(input.Person, cancel);
        if (member is null)
            return PlatformErrors.NotFound();
        if (member.PersonId == caller.Person)
            return MemberErrors.OwnBranches();
        if (await ceiling.Refuse(own, [await roles.Find(member.Role, cancel)], cancel) is { } beyond)
            return beyond;

        var chosen = WorkingPlaces.Tidy(input.Branches);
        if (!WorkingPlaces.Reach(own!.Branches, member.Branches))
            return MemberErrors.BeyondYourBranches();
        if (await places.Refuse(own, member.Role, chosen, cancel) is { } refused)
            return refused;

        var db = session.Open<IdentityDb>();
        if (ETags.IsStale(db, member, input.Version))
            return PlatformErrors.ChangedByAnother();
        var before = member.Branches;
        if (chosen is null ? before is null : before?.Order().SequenceEqual(chosen) == true)
            return new Changed(ETags.VersionOf(db, member));

        member.WorkAt(chosen);
        await db.SaveChangesAsync(cancel);
        audit.Record(
            "platform.member_branches_changed",
            "platform.person",
            member.PersonId,
            new { Branches = await places.Names(before, cancel) },
            new { Branches = await places.Names(chosen, cancel) }
        );
        access.ForgetAfter(session);
        return new Changed(ETags.VersionOf(db, member));
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            "memberships_branches_exist" => MemberErrors.BranchesUnknown(),
            "memberships_branches_open" => MemberErrors.BranchesNone(),
            "memberships_owner_everywhere" => MemberErrors.OwnerEverywhere(),
            _ => null,
        };
}
