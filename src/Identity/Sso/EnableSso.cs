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

namespace Niaga.Identity.Sso;

/// <summary>
/// Turns sign-in through the business's provider on or off. Off signs out whoever used it and lifts the requirement to use it.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class EnableSso(
    TenantSession session,
    PeopleDb people,
    SsoTermination ending,
    AccessCache access,
    AuditTrail audit,
    OwnerNotices notices
) : UseCase<EnableSso, bool, Done>
{
    public override async Task<Outcome<Done>> Run(bool input, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        if (await db.ToChange().FirstOrDefaultAsync(cancel) is not { } connection)
            return SsoErrors.NotConnected();
        if (connection.Enabled == input)
            return default(Done);
        if (input && connection.TriedAt is null)
            return SsoErrors.TryFirst();
        if (input)
            connection.Open();
        else
        {
            connection.Close();
            await ending.Close(people, db, connection.ConnectionId, "sso_disabled", cancel);
        }
        audit.Record(input ? "platform.sso_enabled" : "platform.sso_disabled", "platform.sso_connection", connection.ConnectionId);
        notices.Tell("sso_changed");
        access.ForgetAfter(session);
        return default(Done);
    }
}
