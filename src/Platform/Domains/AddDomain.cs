using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Sso;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Domains;

/// <summary>A business says that a domain is its own. Anybody may say so; only the record in DNS proves it.</summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class AddDomain(TenantSession session, AuditTrail audit, TimeProvider clock) : UseCase<AddDomain, AddDomain.Input, Done>
{
    private const int MostDomains = 20;

    public sealed record Input(string? Domain);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(input.Domain))
            return PlatformErrors.Required(nameof(input.Domain));
        if (!DomainName.TryParse(input.Domain, out var domain))
            return DomainErrors.Invalid();
        if (domain.IsPublicMail)
            return DomainErrors.OfEverybody(domain.Value);

        var db = session.Open<PlatformDb>();
        if (await db.Set<BusinessDomain>().CountAsync(cancel) >= MostDomains)
            return DomainErrors.TooMany(MostDomains);

        db.Set<BusinessDomain>().Add(new(domain, clock.GetUtcNow()));
        audit.Record("platform.domain_added", "platform.domain", domain.Value, after: new { Domain = domain.Value });
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "domains_pkey" && DomainName.TryParse(input.Domain, out var domain)
            ? DomainErrors.AddedAlready(domain.Value)
            : null;
}
