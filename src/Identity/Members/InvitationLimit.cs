using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Data;

namespace Niaga.Identity.Members;

/// <summary>How many invitations a business may send, so that they cannot be used to mail strangers by the thousand.</summary>
internal static class InvitationLimit
{
    public static async Task<bool> Reached(IdentityDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now.AddDays(-1);
        return await db.Set<Invitation>().Where(i => i.SentAt > since).SumAsync(i => i.SentCount, cancel) >= InviteMember.MostInADay;
    }
}
