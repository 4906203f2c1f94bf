using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Brings a removed webhook back as it was: on, paused or off.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class RestoreWebhook(WebhookRows rows, AuditTrail audit, TimeProvider clock) : UseCase<RestoreWebhook, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel, removedToo: true) is not { } webhook)
            return PlatformErrors.NotFound();
        if (webhook.RemovedAt is null)
            return default(Done);

        webhook.Restore();
        if (webhook.State == WebhookStates.On)
            await rows.LetGo(input, clock.GetUtcNow(), cancel);
        audit.Record(WebhookAudit.Restored, WebhookAudit.Subject, input, after: WebhookAudit.Facts(webhook));
        return default(Done);
    }
}
