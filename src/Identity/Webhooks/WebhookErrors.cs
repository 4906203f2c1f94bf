using Niaga.Platform.Refusals;

namespace Niaga.Identity.Webhooks;

/// <summary>Refusals about webhooks.</summary>
internal static class WebhookErrors
{
    /// <summary>No address a message could be sent to.</summary>
    public static Refusal AddressInvalid() => new("platform.webhook_address_invalid", 400, "Address");

    /// <summary>Plain HTTP.</summary>
    public static Refusal NotEncrypted() => new("platform.webhook_not_encrypted", 400, "Address");

    public static Refusal PortClosed() => new("platform.webhook_port_closed", 400, "Address");

    /// <summary>The name is unknown to the internet.</summary>
    public static Refusal HostUnknown(string host) => new("platform.webhook_host_unknown", 400, "Address", host);

    /// <summary>The name leads into this or another private network.</summary>
    public static Refusal HostPrivate(string host) => new("platform.webhook_host_private", 400, "Address", host);

    public static Refusal EventUnknown(string key) => new("platform.webhook_event_unknown", 400, "Events", key);

    /// <summary>The event tells what the caller may not see.</summary>
    public static Refusal EventBeyondYou(string key) => new("platform.webhook_event_beyond_you", 403, "Events", key);

    public static Refusal TooMany(int most) => new("platform.too_many_webhooks", 409, null, most);

    /// <summary>It is paused or switched off, so nothing is sent.</summary>
    public static Refusal NotOn() => new("platform.webhook_not_on", 409);

    /// <summary>The delivery is on its way already.</summary>
    public static Refusal UnderWay() => new("platform.webhook_under_way", 409);
}
