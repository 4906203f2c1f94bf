using System.Globalization;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Privacy.Answers;

namespace Niaga.Privacy.Requests;

/// <summary>
/// Each morning, for one business: whoever answers is told of requests that are due within a week, and of those overdue; answers that
/// have expired go.
/// </summary>
internal sealed class TellDueRequests(TenantSession session, Notifier notifier, AnswerFiles answers, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "privacy.tell_due_requests";

    public const string Nears = "privacy.request_due";

    public const string Overdue = "privacy.request_overdue";

    private const int DaysBefore = 7;

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var today = MalaysianTime.Day(clock.GetUtcNow());
        var due = await session.Rows(
            $"""
            SELECT request_id, number, kind, due_on FROM privacy.requests
            WHERE tenant_id = {session.Tenant.Value} AND state = 'open' AND due_on <= {today.AddDays(DaysBefore)} ORDER BY due_on, number
            """,
            row => (Id: row.GetGuid(0), Number: row.GetInt32(1), Kind: row.GetString(2), Due: row.GetFieldValue<DateOnly>(3)),
            cancel
        );
        foreach (var one in due)
        {
            var late = one.Due < today;
            if (late)
                notifier.Settle(Nears, one.Id.ToString());
            notifier.Tell(
                late ? Overdue : Nears,
                one.Id.ToString(),
                new NotificationDetails()
                    .Add("number", one.Number.ToString(CultureInfo.InvariantCulture))
                    .AddText("kind", "privacy.kind." + one.Kind)
                    .Add("due", one.Due.ToString("d.M.yyyy", CultureInfo.InvariantCulture)),
                $"settings/privacy/requests/{one.Id}"
            );
        }
        await answers.Clear(null, cancel);
    }
}
