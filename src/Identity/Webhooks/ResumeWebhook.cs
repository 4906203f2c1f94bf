using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>On again, after a pause or after the platform switched it off; what was kept back goes out now.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
internal sealed class ResumeWebhook(WebhookRows rows, ModuleCatalog modules, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<ResumeWebhook, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel) is not { } webhook)
            return PlatformErrors.NotFound();
        if (webhook.State == WebhookStates.On)
            return default(Done);
        // Whoever resumes it answers for it, as if they had set it up.
        if (webhook.Events.FirstOrDefault(e => !modules.MayHear(e, caller.Permissions, caller.Entitlements)) is { } beyond)
            return WebhookErrors.EventBeyondYou(beyond);

        webhook.Resume(caller.Person!.Value);
        await rows.LetGo(input, clock.GetUtcNow(), cancel);
        audit.Record(WebhookAudit.Resumed, WebhookAudit.Subject, input, after: WebhookAudit.Facts(webhook));
        return default(Done);
    }
}
