namespace Niaga.Identity.Webhooks;

/// <summary>What <c>/api/v1/webhooks</c> takes and answers.</summary>
internal static partial class WebhooksApi
{
    /// <summary>A webhook to set up.</summary>
    /// <param name="Address" example="https://example.com/niaga">Where messages go: <c>https</c>, port 443 or 8443, on the public
    /// internet.</param>
    /// <param name="Description" example="Accounts">What it is for.</param>
    /// <param name="Events" example="[&quot;retail.sale_recorded&quot;]">What it is told, as
    /// `GET /api/v1/webhooks/events` lists it.</param>
    public sealed record NewWebhook(string? Address, string? Description, IReadOnlyList<string>? Events);

    /// <summary>What to change of a webhook; what is left out stays.</summary>
    /// <example>{"address":"https://example.com/niaga","description":"Accounts","events":["retail.sale_recorded"]}</example>
    /// <param name="Address" example="https://example.com/niaga">Where messages go.</param>
    /// <param name="Description" example="Accounts">What it is for.</param>
    /// <param name="Events" example="[&quot;retail.sale_recorded&quot;]">What it is told.</param>
    /// <param name="State" example="paused"><c>on</c> or <c>paused</c>.</param>
    public sealed record WebhookChange(
        string? Address = null,
        string? Description = null,
        IReadOnlyList<string>? Events = null,
        string? State = null
    );

    /// <summary>A webhook, without its secret.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Address" example="https://example.com/niaga">Where messages go.</param>
    /// <param name="Description" example="Accounts">What it is for.</param>
    /// <param name="Events">What it is told.</param>
    /// <param name="State" example="on"><c>on</c>, <c>paused</c> by somebody of the business, or <c>off</c>: switched off by Niaga.</param>
    /// <param name="OffBecause">Why Niaga switched it off: <c>failing</c> for days, <c>gone</c> (the receiver answered 410), or
    /// <c>nobody</c>: whoever set it up has left.</param>
    /// <param name="FailingSince">Since when no message was taken; null while all is well.</param>
    /// <param name="OldSecretUntil">Until when the secret before the last rotation signs too.</param>
    /// <param name="CreatedAt">When it was set up.</param>
    /// <param name="AnsweredBy" example="Siti binti Ali">Who set it up or changed it last: it tells only what they may see.</param>
    /// <param name="Waiting">Messages not taken yet.</param>
    /// <param name="Failed">Messages given up.</param>
    public sealed record WebhookView(
        Guid Id,
        string Address,
        string Description,
        IReadOnlyList<string> Events,
        string State,
        string? OffBecause,
        DateTimeOffset? FailingSince,
        DateTimeOffset? OldSecretUntil,
        DateTimeOffset CreatedAt,
        string? AnsweredBy,
        long Waiting,
        long Failed
    );

    /// <param name="Items">Oldest first.</param>
    public sealed record Webhooks(IReadOnlyList<WebhookView> Items);

    /// <summary>What a webhook can be told.</summary>
    /// <param name="Key" example="retail.sale_recorded">The message's <c>type</c>.</param>
    /// <param name="Name" example="Sale recorded">In words.</param>
    /// <param name="Permission" example="retail.sales.view">What its data asks.</param>
    public sealed record EventView(string Key, string Name, string Permission);

    /// <param name="Items">Those the caller may be told of.</param>
    public sealed record EventList(IReadOnlyList<EventView> Items);

    /// <summary>A message to a webhook.</summary>
    /// <param name="Id">The delivery: by it a message is sent again.</param>
    /// <param name="MessageId" example="msg_01980d2e5c1a7b349f003a7c1f0e9d21">What the receiver sees as <c>webhook-id</c>.</param>
    /// <param name="Type" example="retail.sale_recorded">Key of the event.</param>
    /// <param name="At">When it happened.</param>
    /// <param name="State" example="delivered"><c>waiting</c>, <c>held</c> while the webhook is not on, <c>delivered</c> or
    /// <c>failed</c>.</param>
    /// <param name="Attempts" example="1">How often it was sent.</param>
    /// <param name="NextAt">When it is sent again, while it waits.</param>
    /// <param name="Status" example="200">The receiver's last answer.</param>
    /// <param name="Failure">Why the last attempt failed, such as <c>timeout</c>, <c>redirect</c> or <c>private_address</c>.</param>
    public sealed record DeliveryView(
        Guid Id,
        string MessageId,
        string Type,
        DateTimeOffset At,
        string State,
        int Attempts,
        DateTimeOffset? NextAt,
        int? Status,
        string? Failure
    );

    /// <summary>A message with all attempts, newest first.</summary>
    /// <param name="Delivery">The message.</param>
    /// <param name="Body">What is sent; null where the caller may not see it.</param>
    /// <param name="Attempts">What came of each.</param>
    public sealed record DeliveryDetail(DeliveryView Delivery, string? Body, IReadOnlyList<AttemptView> Attempts);

    /// <param name="Attempt" example="1">Its number.</param>
    /// <param name="At">When it ended.</param>
    /// <param name="Milliseconds" example="120">How long it took.</param>
    /// <param name="Status" example="200">The receiver's status.</param>
    /// <param name="Failure">Why it failed.</param>
    /// <param name="Answer">The first 1,000 bytes of what the receiver answered, without its headers.</param>
    public sealed record AttemptView(int Attempt, DateTimeOffset At, int Milliseconds, int? Status, string? Failure, string Answer);

    /// <param name="Sent" example="3">How many messages go out again.</param>
    public sealed record Replayed(int Sent);

    /// <param name="Id">The delivery of the test message.</param>
    public sealed record TestSent(Guid Id);

    private static WebhookView View(WebhookRow w) =>
        new(
            w.Id,
            w.Address,
            w.Description,
            w.Events,
            w.State,
            w.OffBecause,
            w.FailingSince,
            w.OldSecretUntil,
            w.CreatedAt,
            w.AnsweredBy,
            w.Waiting,
            w.Failed
        );

    private static DeliveryView View(DeliveryRow d) =>
        new(d.Id, $"msg_{d.Event:N}", d.Type, d.At, d.State, d.Attempts, d.State == "waiting" ? d.DueAt : null, d.Status, d.Failure);
}
