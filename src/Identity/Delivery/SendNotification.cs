using System.Globalization;
using Niaga.Platform.Mail;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Delivery;

/// <summary>
/// Sends one notification to one person by one way, if it still is of use to them: whoever lost the right, has read it meanwhile or no
/// longer wants it gets nothing.
/// </summary>
internal sealed class SendNotification(
    Deliveries deliveries,
    NotificationLetter letter,
    NotificationWays ways,
    IMail mail,
    Outbox outbox,
    TimeProvider clock
) : IWorkHandler
{
    internal const string Kind = "platform.send_notification";

    /// <param name="Notification">Which.</param>
    /// <param name="Person">To whom.</param>
    /// <param name="Way">Which way.</param>
    /// <param name="Due">When it was put off to; null the first time.</param>
    internal sealed record Payload(Guid Notification, Guid Person, string Way, DateTimeOffset? Due = null);

    /// <summary>The log of deliveries finds the work by it.</summary>
    internal static string KeyOf(Guid notification, Guid person, string way) => $"{notification:N} {person:N} {way}";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var (notification, person, way, _) = item.Payload<Payload>();
        if ((await deliveries.Hold(person, way, notification, digest: null, cancel)).FirstOrDefault() is not { } open)
            return;

        var (to, reason) = await deliveries.Look(open, new PersonId(person), way, cancel);
        if (to is null)
        {
            await deliveries.Dropped(notification, person, way, reason!, cancel);
            return;
        }
        var now = clock.GetUtcNow();
        if (!open.Kind!.Always && to.Times.Quiet?.After(now) is { } due && due > now)
        {
            await deliveries.Held(notification, person, way, due, cancel);
            outbox.Add(
                Kind,
                new Payload(notification, person, way, due),
                string.Create(CultureInfo.InvariantCulture, $"{KeyOf(notification, person, way)} {due.UtcDateTime:O}"),
                due
            );
            return;
        }
        if (await Send(item, open, to, way, cancel) is { } failure)
            await deliveries.Failed(notification, person, way, failure, cancel);
        else
            await deliveries.Sent(notification, person, way, cancel);
    }

    /// <returns>Why no further try can do it, or null when it went.</returns>
    private async Task<string?> Send(WorkItem item, Deliveries.Open open, Recipients.Recipient to, string way, CancellationToken cancel)
    {
        var channel = ways.Short.FirstOrDefault(c => c.Key == way);
        if (channel is null && to.Email is null)
            return "no_address";
        if (channel is not null && to.Times.Phone is null)
            return "no_phone";
        try
        {
            if (channel is not null)
                await channel.Send(new($"{item.Id:N}", to.Times.Phone!, await letter.Short(open, to, cancel)), cancel);
            else
            {
                var (subject, body) = await letter.Of(open, to, cancel);
                await mail.Send(new($"{item.Id:N}", to.Email!, subject, body), cancel);
            }
            return null;
        }
        catch (PermanentWorkFailure)
        {
            return "refused";
        }
    }
}
