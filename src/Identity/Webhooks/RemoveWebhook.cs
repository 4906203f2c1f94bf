using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Takes a webhook away; it can be brought back for a month, with what had not been sent.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class RemoveWebhook(WebhookRows rows, AuditTrail audit, TimeProvider clock) : UseCase<RemoveWebhook, Guid, string>
{
    public override async Task<Outcome<string>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel) is not { } webhook)
            return PlatformErrors.NotFound();

        webhook.Remove(clock.GetUtcNow());
        await rows.HoldBack(input, cancel);
        audit.Record(WebhookAudit.Removed, WebhookAudit.Subject, input, before: WebhookAudit.Facts(webhook));
        return webhook.Description;
    }
}
