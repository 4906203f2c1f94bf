using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Sso;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Domains;

/// <summary>
/// Looks for the record that proves a domain. Of two businesses that prove one domain the first has it: the database says so, and not whose
/// it is.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class CheckDomain(TenantSession session, IDomainRecords records, AuditTrail audit, TimeProvider clock)
    : UseCase<CheckDomain, CheckDomain.Input, Done>
{
    public sealed record Input(string? Domain);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!DomainName.TryParse(input.Domain, out var name))
            return PlatformErrors.NotFound();
        if (
            await session.Open<PlatformDb>().Set<BusinessDomain>().FirstOrDefaultAsync(d => d.Domain == name.Value, cancel)
            is not { } domain
        )
            return PlatformErrors.NotFound();
        if (await records.Texts(name.Challenge, cancel) is not { } texts)
            return DomainErrors.ResolverSilent();
        if (!texts.Contains(domain.Challenge, StringComparer.Ordinal))
            return DomainErrors.RecordMissing(name.Challenge);

        var first = domain.VerifiedAt is null;
        domain.Prove(clock.GetUtcNow());
        if (first)
            audit.Record("platform.domain_verified", "platform.domain", domain.Domain, after: new { domain.Domain });
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "verified_domains_pkey" ? DomainErrors.Taken() : null;
}
