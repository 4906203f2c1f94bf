using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Subjects;

namespace Niaga.Platform.Notifications;

/// <summary>Where a member wants to be told things, for themselves.</summary>
internal sealed class NotificationSource(TenantSession session, DisclosureLog disclosures) : ISubjectSource
{
    private static readonly string[] Columns = ["phone", "rhythm"];

    public IReadOnlyList<string> Tells { get; } = ["platform.notification_times.phone"];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (subject.Kind != "platform.person")
            return [];

        // Their own number, told to them in an answer that is written down as a whole.
        var opened = await disclosures.ForWork(cancel);
        var times = await session.Rows(
            $"""
            SELECT person_id, phone, rhythm FROM platform.notification_times
            WHERE tenant_id = {session.Tenant.Value} AND person_id = ANY ({subject.Ids.ToArray()})
            """,
            row =>
                new object?[]
                {
                    opened.Text(row.Personal(1, NotificationTimes.PhoneColumn, row.GetGuid(0)), row.GetGuid(0)),
                    row.GetString(2),
                },
            cancel
        );
        return [new("platform.notification_times", Columns, times)];
    }
}
