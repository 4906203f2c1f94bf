using Microsoft.EntityFrameworkCore;

namespace Niaga.Platform.Members;

/// <summary>How many invitations a business may send, so that they cannot be used to mail strangers by the thousand.</summary>
internal static class InvitationLimit
{
    public static async Task<bool> Reached(PlatformDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now.AddDays(-1);
        return await db.Set<Invitation>().Where(i => i.SentAt > since).SumAsync(i => i.SentCount, cancel) >= InviteMember.MostInADay;
    }
}
