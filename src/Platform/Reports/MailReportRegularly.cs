using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Reports;

/// <summary>
/// The caller wants a report by mail each day, week or month, or no longer. It comes with files, which want their own right.
/// </summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
public sealed class MailReportRegularly(TenantSession session, ReportRunner reports, Caller caller)
    : UseCase<MailReportRegularly, MailReportRegularly.Input, Done>
{
    /// <param name="Report">The report's part of an address.</param>
    /// <param name="Rhythm">daily, weekly or monthly; null or empty for no longer.</param>
    public sealed record Input(string Report, string? Rhythm);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (reports.Find(input.Report) is not { } report || caller.Person is not { } person)
            return PlatformErrors.NotFound();
        if (!caller.May(report.ExportPermission))
            return PlatformErrors.Forbidden();
        if (!string.IsNullOrEmpty(input.Rhythm) && !ReportMail.Rhythms.Contains(input.Rhythm))
            return PlatformErrors.Invalid("Rhythm");

        var mails = session.Open<PlatformDb>().Set<ReportMail>();
        var wanted = await mails.FirstOrDefaultAsync(m => m.PersonId == person && m.Report == report.Key, cancel);
        if (string.IsNullOrEmpty(input.Rhythm))
        {
            if (wanted is not null)
                mails.Remove(wanted);
        }
        else if (wanted is null)
            mails.Add(new(person, report.Key, input.Rhythm));
        else
            wanted.Change(input.Rhythm);
        return default(Done);
    }
}
