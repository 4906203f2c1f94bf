using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Register;

/// <summary>Data no longer goes there; that it did stays known. Again does no harm.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class EndTransfer(TenantSession session, AuditTrail audit, TimeProvider clock) : UseCase<EndTransfer, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid id, CancellationToken cancel)
    {
        var ended = await session.Execute(
            $"""
            UPDATE privacy.transfers SET ended_at = coalesce(ended_at, {clock.GetUtcNow()})
            WHERE tenant_id = {session.Tenant.Value} AND transfer_id = {id}
            """,
            cancel
        );
        if (ended == 0)
            return PlatformErrors.NotFound();

        audit.Record("privacy.transfer_ended", "privacy.transfer", id);
        return default(Done);
    }
}
