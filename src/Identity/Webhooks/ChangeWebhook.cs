using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Changes where to, what for and which events. Whoever does answers for the webhook from then on.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
[StepUp(KeysMay = true)]
internal sealed class ChangeWebhook(WebhookRows rows, WebhookDrafts drafts, Caller caller, AuditTrail audit)
    : UseCase<ChangeWebhook, ChangeWebhook.Input, Done>
{
    /// <summary>What is null stays.</summary>
    public sealed record Input(Guid Id, string? Address, string? Description, IReadOnlyList<string?>? Events);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await rows.Hold(input.Id, cancel) is not { } webhook)
            return PlatformErrors.NotFound();
        var read = await drafts.Read(
            input.Address ?? webhook.Address,
            input.Description ?? webhook.Description,
            input.Events ?? webhook.Events,
            cancel
        );
        if (!read.Succeeded(out var draft, out var refusal))
            return refusal;

        if (webhook.Is(draft, caller.Person!.Value))
            return default(Done);

        var before = WebhookAudit.Facts(webhook);
        webhook.Change(draft, caller.Person!.Value);
        audit.Record(WebhookAudit.Changed, WebhookAudit.Subject, webhook.WebhookId, before, WebhookAudit.Facts(draft));
        return default(Done);
    }
}
