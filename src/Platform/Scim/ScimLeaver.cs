using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.SignIn;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Scim;

/// <summary>
/// What ends with somebody's place beside the place itself: the sign-ins that open this business and no other. Their keys end by
/// themselves, since a key does nothing without its maker's place.
/// </summary>
internal sealed class ScimLeaver(TenantSession session, PeopleDb people)
{
    public Task ShowOut(PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        TenantId? here = session.Tenant;
        return SessionEnding.End(people.Sessions.Where(s => s.PersonId == person && s.BoundTo == here), "member_deprovisioned", now, cancel);
    }
}
