using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Platform.Keeping;

/// <summary>Ends a hold. What became due meanwhile is purged by the run that follows at once.</summary>
[Needs(PlatformPermissions.RetentionManage)]
internal sealed class ReleaseHold(TenantSession session, Caller caller, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<ReleaseHold, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT scope, released_at IS NOT NULL FROM platform.legal_holds
            WHERE tenant_id = {session.Tenant.Value} AND hold_id = {input} FOR UPDATE
            """,
            row => (Scope: row.GetString(0), Released: row.GetBoolean(1)),
            cancel
        );
        if (found is not [var hold])
            return PlatformErrors.NotFound();
        if (hold.Released)
            return default(Done);

        await session.Execute(
            $"""
            UPDATE platform.legal_holds SET released_at = {clock.GetUtcNow()}, released_by = {(object?)caller.Person?.Value}::uuid
            WHERE tenant_id = {session.Tenant.Value} AND hold_id = {input}
            """,
            cancel
        );
        outbox.Add(PurgeBusiness.Kind, new { });
        audit.Record("platform.hold_released", "platform.hold", input, before: new { holdScope = hold.Scope });
        return default(Done);
    }
}
