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

namespace Niaga.Identity.Domains;

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
        var db = session.Open<IdentityDb>();
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
