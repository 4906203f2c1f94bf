using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>A new secret, answered this once. For a day messages carry the signatures of both, so that receivers can change over.</summary>
[Needs(PlatformPermissions.WebhooksManage)]
[StepUp(KeysMay = true)]
internal sealed class RotateWebhookSecret(
    TenantSession session,
    WebhookRows rows,
    WebhookSecrets secrets,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<RotateWebhookSecret, Guid, RotateWebhookSecret.NewSecret>
{
    public static readonly TimeSpan Both = TimeSpan.FromHours(24);

    /// <param name="Secret" example="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD">What messages are signed with from now on.</param>
    /// <param name="OldUntil">Until when the one before signs too.</param>
    public sealed record NewSecret(string Secret, DateTimeOffset OldUntil);

    public override async Task<Outcome<NewSecret>> Run(Guid input, CancellationToken cancel)
    {
        if (await rows.Hold(input, cancel) is not { } webhook)
            return PlatformErrors.NotFound();

        var (secret, until) = (WebhookSecrets.New(), clock.GetUtcNow() + Both);
        webhook.Rotate(secrets.Seal(session.Tenant, secret), until);
        audit.Record(WebhookAudit.Rotated, WebhookAudit.Subject, input, after: WebhookAudit.Facts(webhook));
        return new NewSecret(secret, until);
    }
}
