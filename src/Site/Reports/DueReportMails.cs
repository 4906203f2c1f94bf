using Microsoft.EntityFrameworkCore;
using Niaga.Platform;
using Niaga.Platform.Data;
using Niaga.Platform.Reports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Site.Reports;

/// <summary>Each morning, for one business: which reports are to be mailed today, each as work of its own.</summary>
internal sealed class DueReportMails(TenantSession session, BusinessProfile profile, Outbox outbox, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "site.due_report_mails";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var mails = await session.Open<PlatformDb>().Set<ReportMail>().AsNoTracking().ToListAsync(cancel);
        if (mails.Count == 0)
            return;

        var today = MalaysianTime.Day(clock.GetUtcNow());
        var first = ReportSpans.FirstOfWeek(await profile.Read(cancel));
        foreach (var mail in mails.Where(m => IsDue(m.Rhythm, today, first)))
        {
            var span = new ReportSpans(today, first).Preset(ReportMail.SpanOf(mail.Rhythm)).Value;
            outbox.Add(
                MailReport.Kind,
                new MailReport.Payload(mail.PersonId.Value, mail.Report, span.From, span.To),
                $"{mail.PersonId.Value:N} {mail.Report} {today:O}"
            );
        }
    }

    internal static bool IsDue(string rhythm, DateOnly today, DayOfWeek first) =>
        rhythm switch
        {
            ReportMail.Weekly => today.DayOfWeek == first,
            ReportMail.Monthly => today.Day == 1,
            _ => true,
        };
}
