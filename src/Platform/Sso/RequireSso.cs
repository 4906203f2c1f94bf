using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Domains;
using Niaga.Platform.Security;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Sso;

/// <summary>
/// Members with an address of a domain come in through the business's provider only, or no longer. Asked for only when the provider was
/// tried within a day, so that a mistyped secret does not shut everybody out.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class RequireSso(TenantSession session, AccessCache access, AuditTrail audit, OwnerNotices notices, TimeProvider clock)
    : UseCase<RequireSso, RequireSso.Input, Done>
{
    internal static readonly TimeSpan TryHolds = TimeSpan.FromDays(1);

    public sealed record Input(string? Domain, bool Required);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        if (await db.Set<BusinessDomain>().FirstOrDefaultAsync(d => d.Domain == input.Domain, cancel) is not { } domain)
            return PlatformErrors.NotFound();
        if (domain.SsoRequired == input.Required)
            return default(Done);
        if (input.Required)
        {
            if (domain.VerifiedAt is null)
                return DomainErrors.NotVerified();
            // Held: whoever closes the provider meanwhile waits, and then finds this switch to lift.
            var connection = await db.AsItStands().FirstOrDefaultAsync(cancel);
            if (connection is not { Enabled: true })
                return SsoErrors.NotConnected();
            if (connection.TriedAt is not { } tried || clock.GetUtcNow() - tried > TryHolds)
                return SsoErrors.TryFirst();
        }
        domain.Require(input.Required);
        audit.Record(
            "platform.sso_required_changed",
            "platform.domain",
            domain.Domain,
            new { Required = !input.Required },
            new { domain.Domain, input.Required }
        );
        notices.Tell("sso_changed");
        access.ForgetAfter(session);
        return default(Done);
    }

    /// <summary>The domain lapsed this very moment.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "domains_required_only_when_verified" ? DomainErrors.NotVerified() : null;
}
