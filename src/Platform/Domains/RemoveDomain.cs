using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Security;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Domains;

/// <summary>
/// A domain is no longer the business's: nobody signs in with its addresses through the provider, and another business may prove it.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class RemoveDomain(TenantSession session, AccessCache access, AuditTrail audit, OwnerNotices notices)
    : UseCase<RemoveDomain, RemoveDomain.Input, Done>
{
    public sealed record Input(string? Domain);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        if (await db.Set<BusinessDomain>().FirstOrDefaultAsync(d => d.Domain == input.Domain, cancel) is not { } domain)
            return PlatformErrors.NotFound();

        db.Set<BusinessDomain>().Remove(domain);
        audit.Record(
            "platform.domain_removed",
            "platform.domain",
            domain.Domain,
            before: new
            {
                domain.Domain,
                Verified = domain.VerifiedAt is not null,
                domain.SsoRequired,
            }
        );
        if (domain.SsoRequired)
            notices.Tell("sso_changed");
        access.ForgetAfter(session);
        return default(Done);
    }
}
