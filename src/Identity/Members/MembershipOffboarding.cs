using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// What ends with a membership: sign-ins for this business alone, pending invitations, and what this node has cached of the member.
/// </summary>
internal sealed class MembershipOffboarding(
    TenantSession session,
    PeopleDb people,
    PendingInvitations invitations,
    AccessCache access,
    SessionCache sessions,
    TimeProvider clock
)
{
    public async Task Say(PersonId person, string because, CancellationToken cancel)
    {
        var tenant = session.Tenant;
        await SessionRevocation.End(
            people.Of(person).Sessions.Where(s => s.PersonId == person && s.BoundTo == tenant),
            because,
            clock.GetUtcNow(),
            cancel
        );
        await invitations.Revoke(person, cancel);
        session.AfterCommit(() =>
        {
            access.Forget(tenant);
            sessions.Forget(person);
        });
    }
}
