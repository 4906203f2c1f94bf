using Niaga.Identity.Attempts;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity;

/// <summary>
/// The 90-day rule for what has no floor: finished work, answered idempotency keys and past invitations of one tenant. What any
/// anonymous visitor may create by the thousand is deleted after a day.
/// </summary>
internal sealed class PlatformHousekeeping(TenantSession session) : IWorkHandler
{
    internal const string Kind = "platform.housekeeping";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                new("DELETE FROM platform.idempotency_keys WHERE tenant_id = $1 AND created_at < now() - interval '1 day'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
                new(
                    """
                    DELETE FROM platform.work_items WHERE tenant_id = $1 AND state = 'done'
                    AND finished_at < now() - CASE WHEN kind = $2 THEN interval '1 day' ELSE interval '90 days' END
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = session.Tenant.Value },
                        new() { Value = CountSignInFailure.Kind },
                    },
                },
                new(
                    """
                    DELETE FROM platform.invitations
                    WHERE tenant_id = $1 AND coalesce(accepted_at, revoked_at, expires_at) < now() - interval '90 days'
                    """
                )
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
                // With their deliveries and attempts. What waits is younger, but where a webhook was paused for a month.
                new("DELETE FROM platform.webhook_events WHERE tenant_id = $1 AND at < now() - interval '30 days'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
                new("DELETE FROM platform.webhooks WHERE tenant_id = $1 AND removed_at < now() - interval '30 days'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
                new("DELETE FROM platform.notifications WHERE tenant_id = $1 AND told_at < now() - interval '90 days'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
                // A sign-in lasts no longer than that.
                new("DELETE FROM platform.sso_id_tokens WHERE tenant_id = $1 AND created_at < now() - interval '90 days'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
