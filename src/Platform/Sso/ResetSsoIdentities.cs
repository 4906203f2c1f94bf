using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.Security;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>
/// Forgets which account at the provider is whose, after people were made anew there: at the next sign-in their address tells again.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class ResetSsoIdentities(
    TenantSession session,
    PeopleDb people,
    SsoTermination ending,
    AuditTrail audit,
    OwnerNotices notices
) : UseCase<ResetSsoIdentities, Done, int>
{
    public override async Task<Outcome<int>> Run(Done input, CancellationToken cancel)
    {
        if (await session.Open<PlatformDb>().Set<SsoConnection>().FirstOrDefaultAsync(cancel) is not { } connection)
            return SsoErrors.NotConnected();

        var forgotten = await ending.Links(people, connection.ConnectionId, cancel);
        audit.Record(
            "platform.sso_people_forgotten",
            "platform.sso_connection",
            connection.ConnectionId,
            after: new { Forgotten = forgotten }
        );
        notices.Tell("sso_changed");
        return forgotten;
    }
}
