using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Has events told to an address from now on. The secret its messages are signed with is answered this once.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
[StepUp(KeysMay = true)]
internal sealed class CreateWebhook(
    TenantSession session,
    Caller caller,
    WebhookDrafts drafts,
    WebhookSecrets secrets,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<CreateWebhook, CreateWebhook.Input, CreateWebhook.WebhookMade>
{
    /// <summary>Of one business, removed ones left out.</summary>
    public const int Most = 20;

    /// <param name="Address">Where to, <c>https</c>.</param>
    /// <param name="Description">What it is for.</param>
    /// <param name="Events">Keys of the events.</param>
    public sealed record Input(string? Address, string? Description, IReadOnlyList<string?>? Events);

    /// <summary>A webhook, the one time its secret is shown.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Secret" example="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD">What its messages are signed with.</param>
    public sealed record WebhookMade(Guid Id, string Secret);

    public override async Task<Outcome<WebhookMade>> Run(Input input, CancellationToken cancel)
    {
        if (!(await drafts.Read(input.Address, input.Description, input.Events, cancel)).Succeeded(out var draft, out var refusal))
            return refusal;
        var db = session.Open<IdentityDb>();
        if (await db.Set<Webhook>().CountAsync(w => w.RemovedAt == null, cancel) >= Most)
            return WebhookErrors.TooMany(Most);

        var now = clock.GetUtcNow();
        var secret = WebhookSecrets.New();
        var id = Guid.CreateVersion7(now);
        db.Set<Webhook>().Add(new(id, caller.Person!.Value, draft, secrets.Seal(session.Tenant, secret), now));
        audit.Record(WebhookAudit.Made, WebhookAudit.Subject, id, after: WebhookAudit.Facts(draft));
        return new WebhookMade(id, secret);
    }
}
