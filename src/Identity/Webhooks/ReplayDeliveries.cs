using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Sends one message of a webhook again, or all that failed, with the id they had. Answers how many.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class ReplayDeliveries(TenantSession session, WebhookRows rows, TimeProvider clock)
    : UseCase<ReplayDeliveries, ReplayDeliveries.Input, int>
{
    /// <param name="Webhook">Whose.</param>
    /// <param name="Delivery">Which; null for all that failed.</param>
    public sealed record Input(Guid Webhook, Guid? Delivery);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        if (await rows.Hold(input.Webhook, cancel) is not { } webhook)
            return PlatformErrors.NotFound();
        if (webhook.State != WebhookStates.On)
            return WebhookErrors.NotOn();
        var (tenant, now) = (session.Tenant.Value, clock.GetUtcNow());
        if (input.Delivery is not { } one)
        {
            return await session.Execute(
                $"""
                UPDATE platform.webhook_deliveries SET state = 'waiting', tries = 0, due_at = {now}, finished_at = NULL
                WHERE tenant_id = {tenant} AND webhook_id = {input.Webhook} AND state = 'failed'
                """,
                cancel
            );
        }

        var states = await session.Rows(
            $"""
            SELECT state FROM platform.webhook_deliveries
            WHERE tenant_id = {tenant} AND webhook_id = {input.Webhook} AND delivery_id = {one} FOR UPDATE
            """,
            row => row.GetString(0),
            cancel
        );
        if (states is not [var state])
            return PlatformErrors.NotFound();
        if (state is not ("delivered" or "failed"))
            return WebhookErrors.UnderWay();

        await session.Execute(
            $"""
            UPDATE platform.webhook_deliveries SET state = 'waiting', tries = 0, due_at = {now}, finished_at = NULL
            WHERE tenant_id = {tenant} AND delivery_id = {one}
            """,
            cancel
        );
        return 1;
    }
}
