using System.Globalization;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Work;

namespace Niaga.Platform.Restrictions;

/// <summary>Each Monday, for one business: openings of restricted records that nobody has looked over.</summary>
internal sealed class RemindReview(TenantSession session, Notifier notifier) : IWorkHandler
{
    public const string Kind = "platform.remind_review";

    public const string Notice = "platform.openings_to_review";

    public const string Subject = "week";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var waiting = await session.Rows(
            $"SELECT count(*)::int FROM platform.record_openings WHERE tenant_id = {session.Tenant.Value} AND reviewed_at IS NULL",
            row => row.GetInt32(0),
            cancel
        );
        if (waiting[0] > 0)
            notifier.Tell(
                Notice,
                Subject,
                new NotificationDetails().Add("count", waiting[0].ToString(CultureInfo.InvariantCulture)),
                "settings/restricted"
            );
    }
}
