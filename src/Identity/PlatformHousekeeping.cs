using Niaga.Identity.Attempts;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity;

/// <summary>
/// Clears what the platform's own work needs for a while (<c>Retention.Working</c>): finished work, answered idempotency keys, what
/// webhooks were told. What any anonymous visitor may create by the thousand is deleted after a day.
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
                // With their deliveries and attempts. What waits is younger, but where a webhook was paused for a month.
                new("DELETE FROM platform.webhook_events WHERE tenant_id = $1 AND at < now() - interval '30 days'")
                {
                    Parameters = { new() { Value = session.Tenant.Value } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
