using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Archives;

/// <summary>Stops an archive that is being made, or takes away one that is ready. Again does no harm.</summary>
[Needs(PlatformPermissions.ArchiveTake)]
internal sealed class CancelArchive(TenantSession session, ArchiveStore store, AuditTrail audit, TimeProvider clock)
    : UseCase<CancelArchive, CancelArchive.Input, Done>
{
    public sealed record Input(Guid Id);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var known = await session.Rows(
            $"SELECT state FROM platform.archives WHERE tenant_id = {session.Tenant.Value} AND archive_id = {input.Id} FOR UPDATE",
            row => row.GetString(0),
            cancel
        );
        if (known is not [var state])
            return PlatformErrors.NotFound();
        if (state is not ("waiting" or "running" or "ready"))
            return default(Done);

        await session.Execute(
            $"""
            UPDATE platform.archives SET state = 'cancelled', passphrase = NULL, ended_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND archive_id = {input.Id}
            """,
            cancel
        );
        audit.Record("platform.archive_cancelled", TakeArchive.Subject, input.Id);
        // Whoever is making it sees that and leaves off by itself.
        if (state == "ready")
            session.AfterCommit(() => store.Delete(session.Tenant, input.Id));
        return default(Done);
    }
}
