using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.SignIn;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Members;

/// <summary>What ends with somebody's place in a business: sign-ins that open only this business, letters that would let them in again, and what this node remembers of them.</summary>
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
            people.Sessions.Where(s => s.PersonId == person && s.BoundTo == tenant),
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
