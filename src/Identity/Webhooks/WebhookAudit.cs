namespace Niaga.Identity.Webhooks;

/// <summary>What the log says of webhooks.</summary>
internal static class WebhookAudit
{
    public const string Subject = "platform.webhook";
    public const string Made = "platform.webhook_made";
    public const string Changed = "platform.webhook_changed";
    public const string Paused = "platform.webhook_paused";
    public const string Resumed = "platform.webhook_resumed";
    public const string Rotated = "platform.webhook_secret_rotated";
    public const string Removed = "platform.webhook_removed";
    public const string Restored = "platform.webhook_restored";
    public const string SwitchedOff = "platform.webhook_switched_off";

    public static readonly string[] All = [Made, Changed, Paused, Resumed, Rotated, Removed, Restored, SwitchedOff];

    public static object Facts(WebhookDraft draft) => Facts(draft.Address, draft.Description, draft.Events);

    public static object Facts(Webhook webhook) => Facts(webhook.Address, webhook.Description, webhook.Events);

    /// <summary>Without the query: receivers put keys there.</summary>
    private static object Facts(string address, string description, IReadOnlyList<string> events) =>
        new
        {
            address = new Uri(address).GetLeftPart(UriPartial.Path),
            description,
            events,
        };
}
