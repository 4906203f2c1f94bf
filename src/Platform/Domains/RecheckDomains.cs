using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Security;
using Niaga.Platform.Work;

namespace Niaga.Platform.Domains;

/// <summary>
/// Daily: is the record of each proven domain still there? A domain can be sold. One whose record has been gone for a week is nobody's
/// again; a resolver that does not answer is forgiven for longer.
/// </summary>
internal sealed class RecheckDomains(
    TenantSession session,
    IDomainRecords records,
    AuditTrail audit,
    OwnerNotices notices,
    TimeProvider clock
) : IWorkHandler
{
    internal const string Kind = "platform.recheck_domains";

    private static readonly TimeSpan Gone = TimeSpan.FromDays(7);
    private static readonly TimeSpan Silent = TimeSpan.FromDays(30);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        foreach (var domain in await session.Open<PlatformDb>().Set<BusinessDomain>().Where(d => d.VerifiedAt != null).ToListAsync(cancel))
        {
            if (!DomainName.TryParse(domain.Domain, out var name))
                continue;

            var texts = await records.Texts(name.Challenge, cancel);
            var now = clock.GetUtcNow();
            if (texts?.Contains(domain.Challenge, StringComparer.Ordinal) == true)
                domain.Prove(now);
            else if (now - (domain.CheckedAt ?? domain.VerifiedAt!.Value) > (texts is null ? Silent : Gone))
            {
                if (domain.SsoRequired)
                    notices.Tell("sso_changed");
                domain.Lapse();
                audit.Record("platform.domain_lapsed", "platform.domain", domain.Domain, after: new { domain.Domain });
            }
        }
    }
}
