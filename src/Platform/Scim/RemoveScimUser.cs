using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Members;
using Niaga.Platform.People;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Scim;

/// <summary>A directory takes somebody's place away, and their keys with it. Their account, and what they did here, stay.</summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class RemoveScimUser(TenantSession session, ScimUsers users, MembershipOffboarding offboarding, AuditTrail audit)
    : UseCase<RemoveScimUser, RemoveScimUser.Input, Done>
{
    /// <param name="Id">Whom.</param>
    /// <param name="Version">The version the directory saw, or null not to mind.</param>
    public sealed record Input(Guid Id, string? Version);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await users.Find(input.Id, locked: true, cancel) is not { } user)
            return PlatformErrors.NotFound();
        if (user.Role == BuiltInRoles.Owner)
            return ScimErrors.Owner();
        if (input.Version is { } version && version != user.Version)
            return PlatformErrors.ChangedByAnother();

        await session.Open<PlatformDb>().Set<Membership>().Where(m => m.PersonId == user.Person).ExecuteDeleteAsync(cancel);
        await offboarding.Say(user.Person, "member_deprovisioned", cancel);
        audit.Record(
            "platform.scim_user_removed",
            "platform.person",
            user.Person,
            before: new
            {
                user.Says.UserName,
                user.Says.ExternalId,
                user.Role,
                user.Active,
            }
        );
        return default(Done);
    }
}
