using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.Security;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>The business's provider is gone: its secret, who is who there, and every sign-in through it.</summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class RemoveSso(
    TenantSession session,
    PeopleDb people,
    SsoTermination ending,
    AccessCache access,
    AuditTrail audit,
    OwnerNotices notices
) : UseCase<RemoveSso, Done, Done>
{
    public override async Task<Outcome<Done>> Run(Done input, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        if (await db.ToChange().FirstOrDefaultAsync(cancel) is not { } connection)
            return SsoErrors.NotConnected();

        await ending.Forget(people, db, connection.ConnectionId, "sso_removed", cancel);
        await db.Set<SsoIdToken>().ExecuteDeleteAsync(cancel);
        db.Set<SsoConnection>().Remove(connection);
        audit.Record("platform.sso_removed", "platform.sso_connection", connection.ConnectionId, before: connection.Facts);
        notices.Tell("sso_changed");
        access.ForgetAfter(session);
        return default(Done);
    }
}
