using Niaga.Platform.Mail;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Delivery;

/// <summary>
/// Sends what was collected for one person in one mail. Its work is written once per person and moment, and holds the rows it sends: two
/// nodes send one.
/// </summary>
internal sealed class SendDigest(Deliveries deliveries, NotificationLetter letter, IMail mail) : IWorkHandler
{
    internal const string Kind = "platform.send_notification_digest";

    /// <param name="Person">To whom.</param>
    /// <param name="Due">What was collected until then.</param>
    internal sealed record Payload(Guid Person, DateTimeOffset Due);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var (person, due) = item.Payload<Payload>();
        var use = new List<Deliveries.Open>();
        var to = (Recipients.Recipient?)null;
        foreach (var open in await deliveries.Hold(person, NotificationWays.Mail, notification: null, due, cancel))
        {
            var (reader, reason) = await deliveries.Look(open, new PersonId(person), NotificationWays.Mail, cancel);
            if (reader is null)
            {
                await deliveries.Dropped(open.Notification, person, NotificationWays.Mail, reason!, cancel);
                continue;
            }
            to = reader;
            use.Add(open);
        }
        if (to is null)
            return;

        var failure = await Send(item, use, to, cancel);
        foreach (var open in use)
        {
            if (failure is null)
                await deliveries.Sent(open.Notification, person, NotificationWays.Mail, cancel);
            else
                await deliveries.Failed(open.Notification, person, NotificationWays.Mail, failure, cancel);
        }
    }

    private async Task<string?> Send(WorkItem item, List<Deliveries.Open> open, Recipients.Recipient to, CancellationToken cancel)
    {
        if (to.Email is null)
            return "no_address";
        try
        {
            var (subject, body) = await letter.Digest(open, to, cancel);
            await mail.Send(new($"{item.Id:N}", to.Email, subject, body), cancel);
            return null;
        }
        catch (PermanentWorkFailure)
        {
            return "refused";
        }
    }
}
