using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Sends one webhook a message that says nothing, signed as all are. Answers the delivery.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class SendTestEvent(TenantSession session, WebhookRows rows, TimeProvider clock) : UseCase<SendTestEvent, Guid, Guid>
{
    /// <summary>The only event without a permission: it carries nothing of the business.</summary>
    public const string Type = "platform.test";

    public override async Task<Outcome<Guid>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel) is not { } webhook)
            return PlatformErrors.NotFound();
        if (webhook.State != WebhookStates.On)
            return WebhookErrors.NotOn();

        var now = clock.GetUtcNow();
        var (delivery, happened, tenant) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now), session.Tenant.Value);
        var data = "{\"webhookId\":\"" + input + "\"}";
        await session.Execute(
            $"""
            INSERT INTO platform.webhook_events (tenant_id, event_id, type, at, data) VALUES ({tenant}, {happened}, {Type}, {now}, {data})
            """,
            cancel
        );
        await session.Execute(
            $"""
            INSERT INTO platform.webhook_deliveries (tenant_id, delivery_id, webhook_id, event_id, state, due_at, created_at)
            VALUES ({tenant}, {delivery}, {input}, {happened}, 'waiting', {now}, {now})
            """,
            cancel
        );
        return delivery;
    }
}
