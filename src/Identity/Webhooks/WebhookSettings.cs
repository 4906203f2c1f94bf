namespace Niaga.Identity.Webhooks;

/// <summary>Configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookSettings
{
    /// <summary>
    /// Receivers may live at private addresses and any port, and speak plain HTTP. For tests and a developer's machine; in production it
    /// lets any manager ask this network's own servers.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Longest time a receiver has for an answer, from connecting on.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long nothing but failures switch a webhook off.</summary>
    public TimeSpan OffAfter { get; set; } = TimeSpan.FromDays(3);
}
