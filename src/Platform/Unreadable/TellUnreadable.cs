using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Texts;
using Niaga.Platform.Work;

namespace Niaga.Platform.Unreadable;

/// <summary>A value that did not open: a line in the business's log, and its owner is told once a day and column.</summary>
internal sealed class TellUnreadable(TenantSession session, AuditTrail audit, Notifier notifier, TextCatalog texts) : IWorkHandler
{
    public const string Kind = "platform.tell_unreadable";

    public const string Event = "platform.value_unreadable";

    /// <param name="Column">Schema, table and column.</param>
    /// <param name="Row">Key of its row.</param>
    /// <param name="Day">When it was looked at, in Malaysia.</param>
    internal sealed record Where(string Column, string Row, DateOnly Day);

    public Task Handle(WorkItem item, CancellationToken cancel)
    {
        var where = item.Payload<Where>();
        audit.Record(Event, "platform.business", session.Tenant, after: new { column = where.Column, row = where.Row });

        var table = where.Column[..where.Column.LastIndexOf('.')];
        notifier.Tell(
            Event,
            FormattableString.Invariant($"{where.Column} {where.Day:yyyy-MM-dd}"),
            Named(Named(new NotificationDetails(), "record", "record." + table, table), "what", "personal." + where.Column, where.Column),
            $"settings/audit?what={Event}"
        );
        return Task.CompletedTask;
    }

    private NotificationDetails Named(NotificationDetails details, string name, string key, string otherwise) =>
        texts.Has(key) ? details.AddText(name, key) : details.Add(name, otherwise);
}
