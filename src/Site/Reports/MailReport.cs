using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Papers.Output;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Exports;
using Niaga.Platform.Mail;
using Niaga.Platform.Reports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Site.Reports;

/// <summary>
/// Mails a report to a member, as that member may see it on the morning it is made: who has left, or may no longer read or take it, gets
/// nothing.
/// </summary>
internal sealed class MailReport(
    TenantSession session,
    AccessCache access,
    ReportReaders readers,
    ReportRunner runner,
    PaperPrinter printer,
    AuditTrail audit,
    IMail mail,
    Caller caller,
    Words words,
    IOptions<SiteOptions> site,
    TimeProvider clock
) : IWorkHandler
{
    internal const string Kind = "site.mail_report";

    /// <param name="Person">To whom.</param>
    /// <param name="Report">Key of the report.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    internal sealed record Payload(Guid Person, string Report, DateOnly From, DateOnly To);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var person = new PersonId(payload.Person);
        if (
            await access.Find(session.Tenant, cancel) is not { } business
            || await access.FindMember(business, person, cancel) is not { } member
        )
            return;
        if (await readers.Find(person, cancel) is not { } reader)
            return;

        caller.Enter(session.Tenant, business.Slug, business.Entitlements);
        caller.Identify(person, member.Permissions);
        await session.LimitTo(member.Branches, cancel);
        words.Language = Language.Find(reader.Language) ?? Language.Malay;
        if (runner.Offered.FirstOrDefault(r => r.Key == payload.Report) is not { } report || !caller.May(report.ExportPermission))
            return;
        var asked = new ReportQuestion(From: $"{payload.From:O}", To: $"{payload.To:O}", Compare: "before");
        if (!(await runner.Run(report, asked, cancel)).Succeeded(out var answer, out _))
            return;

        var files = new List<EmailFile> { await Workbook(answer, cancel) };
        if (answer.Rows.Count <= ReportPaper.MostRows)
        {
            var paper = await printer.Make(ReportPaper.Of(answer, clock.GetUtcNow(), words), PaperFormat.A4, cancel);
            files.Insert(0, new(paper.Name, "application/pdf", paper.Content));
        }
        audit.Record(
            "platform.report_mailed",
            "platform.report",
            report.Key,
            after: new { File = files[^1].Name, Rows = answer.Rows.Count }
        );
        await mail.Send(
            new(
                $"{item.Id:N}",
                reader.Email,
                words["mail.report.subject", report.Name(words), Days(answer), business.Name],
                Body(answer, reader.Name, business)
            )
            {
                Files = files,
            },
            cancel
        );
    }

    private string Days(ReportAnswer answer) => ReportText.Days((answer.Span.From, answer.Span.To), words.Language);

    private string Body(ReportAnswer answer, string name, AccessCache.TenantAccess business) =>
        words[
            "mail.report.body",
            name,
            answer.Report.Name(words),
            Days(answer),
            string.Join('\n', Figures(answer)),
            $"{site.Value.AddressFor(null)}/{business.Slug.Value}/reports/{answer.Report.Path}"
                + $"?from={answer.Span.From:O}&to={answer.Span.To:O}&compare=before",
            business.Name
        ];

    private IEnumerable<string> Figures(ReportAnswer answer)
    {
        for (var i = 0; i < answer.Columns.Count; i++)
        {
            if (answer.Totals.Cells[i].Figure is null)
                continue;

            var column = answer.Columns[i];
            var line = $"{answer.Report.Heading(column, words)}: {ReportText.Show(column, answer.Totals.Cells[i], words)}";
            yield return answer.Totals.Before is { } before
                ? $"{line} ({words["mail.report.before", ReportText.Show(column, before[i], words)]})"
                : line;
        }
    }

    private async Task<EmailFile> Workbook(ReportAnswer answer, CancellationToken cancel)
    {
        var name = ReportFile.Name(answer, words);
        using var content = new MemoryStream();
        await XlsxExport.Write(ReportFile.Table(answer, words), name, answer.Rows.Count, content, cancel);
        return new(name + ".xlsx", ExportFormat.Xlsx.ContentType, content.ToArray());
    }
}
