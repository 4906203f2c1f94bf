using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Sends nothing more until it is resumed: what waits is kept, what happens meanwhile is not collected.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class PauseWebhook(WebhookRows rows, AuditTrail audit) : UseCase<PauseWebhook, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel) is not { } webhook)
            return PlatformErrors.NotFound();
        if (webhook.State != WebhookStates.On)
            return default(Done);

        webhook.Pause();
        await rows.HoldBack(input, cancel);
        audit.Record(WebhookAudit.Paused, WebhookAudit.Subject, input, before: WebhookAudit.Facts(webhook));
        return default(Done);
    }
}
