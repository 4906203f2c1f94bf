using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Data;

namespace Niaga.Identity.Webhooks;

/// <summary>What use cases about one webhook share. Within a transaction.</summary>
internal sealed class WebhookRows(TenantSession session)
{
    /// <summary>The webhook, held until the transaction ends; null when there is none, or it is removed.</summary>
    public async Task<Webhook?> Hold(Guid id, CancellationToken cancel, bool removedToo = false)
    {
        await session.Rows(
            $"SELECT 1 FROM platform.webhooks WHERE tenant_id = {session.Tenant.Value} AND webhook_id = {id} FOR NO KEY UPDATE",
            row => row.GetInt32(0),
            cancel
        );
        return await session
            .Open<IdentityDb>()
            .Set<Webhook>()
            .FirstOrDefaultAsync(w => w.WebhookId == id && (removedToo || w.RemovedAt == null), cancel);
    }

    /// <summary>What waits stays where it is until the webhook is on again.</summary>
    public Task HoldBack(Guid id, CancellationToken cancel) =>
        session.Execute(
            $"""
            UPDATE platform.webhook_deliveries SET state = 'held'
            WHERE tenant_id = {session.Tenant.Value} AND webhook_id = {id} AND state = 'waiting'
            """,
            cancel
        );

    public Task LetGo(Guid id, DateTimeOffset now, CancellationToken cancel) =>
        session.Execute(
            $"""
            UPDATE platform.webhook_deliveries SET state = 'waiting', due_at = {now}
            WHERE tenant_id = {session.Tenant.Value} AND webhook_id = {id} AND state = 'held'
            """,
            cancel
        );
}
