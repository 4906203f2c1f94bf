using System.Globalization;
using Niaga.Identity.Webhooks;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Site.Webhooks;

/// <summary>Webhooks and their messages in words.</summary>
internal static class WebhookWords
{
    /// <summary>An address as lists show it: without the query, where keys stand.</summary>
    public static string Short(string address) => new Uri(address).GetLeftPart(UriPartial.Path);

    public static Standing Standing(WebhookRow webhook) =>
        webhook.State switch
        {
            "on" when webhook.FailingSince is not null => Ui.Standing.Failed,
            "on" => Ui.Standing.Done,
            "off" => Ui.Standing.NeedsSomeone,
            _ => Ui.Standing.Past,
        };

    public static string State(WebhookRow webhook, Words words) =>
        webhook is { IsOn: true, FailingSince: { } since }
            ? words["site.webhooks.failing_since", MalaysianTime.Show(since, words.Language)]
            : words["site.webhooks.state." + webhook.State];

    public static Standing Standing(DeliveryRow delivery) =>
        delivery.State switch
        {
            "delivered" => Ui.Standing.Done,
            "failed" => Ui.Standing.Failed,
            "held" => Ui.Standing.Past,
            _ => delivery.Attempts > 0 ? Ui.Standing.NeedsSomeone : Ui.Standing.UnderWay,
        };

    public static string State(DeliveryRow delivery, Words words) =>
        words["site.webhooks.delivery." + (delivery is { State: "waiting", Attempts: > 0 } ? "retrying" : delivery.State)];

    /// <summary>What the receiver answered, or why it could not: <c>200</c>, <c>It answered with an error (500)</c>.</summary>
    public static string Answer(int? status, string? failure, Words words) =>
        (status, failure) switch
        {
            (_, null) => status?.ToString(CultureInfo.InvariantCulture) ?? "–",
            (null, _) => words["webhook.failure." + failure],
            _ => $"{words["webhook.failure." + failure]} ({status})",
        };

    /// <summary>An event of a module that is gone has no words any more.</summary>
    public static string Event(string key, ModuleCatalog modules, Words words) =>
        modules.Events.ContainsKey(key) || key == SendTestEvent.Type ? words["event." + key] : key;
}
