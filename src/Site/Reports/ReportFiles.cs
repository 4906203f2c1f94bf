using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Papers.Output;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Reports;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;

namespace Niaga.Site.Reports;

/// <summary>Every report as CSV, workbook and PDF, at its page's address with the ending. Taking one is in the log.</summary>
internal static class ReportFiles
{
    private const string Exported = "platform.report_exported";

    /// <summary>What a file is made with.</summary>
    internal sealed record Makings(
        ReportRunner Runner,
        UseCaseRunner UseCases,
        PaperPrinter Printer,
        Words Words,
        TimeProvider Clock,
        HttpRequest Request
    );

    public static void Map(IEndpointRouteBuilder site, ModuleCatalog modules)
    {
        foreach (var report in modules.Manifests.SelectMany(m => m.Reports))
        {
            site.MapExport(
                $"/reports/{report.Path}",
                ([AsParameters] ReportQuestion asked, [AsParameters] Makings with, CancellationToken cancel) =>
                    File(report, asked, with, cancel),
                report.ExportPermission,
                Exported,
                ExportEndpoints.AnySubject
            );
            site.MapGet(
                    $"/reports/{report.Path}.pdf",
                    ([AsParameters] ReportQuestion asked, [AsParameters] Makings with, CancellationToken cancel) =>
                        Pdf(report, asked, with, cancel)
                )
                .WithMetadata(new NeedsAttribute(report.ExportPermission), new DisclosesAttribute(Purposes.Export))
                .ExcludeFromDescription();
        }
    }

    private static async Task<IResult> File(Report report, ReportQuestion asked, Makings with, CancellationToken cancel) =>
        (await with.Runner.Run(report, asked, cancel)).Succeeded(out var answer, out var refusal)
            ? ReportFile.Of(answer, with.Words)
            : refusal.ToProblem(with.Words);

    private static async Task<IResult> Pdf(Report report, ReportQuestion asked, Makings with, CancellationToken cancel)
    {
        if (!(await with.Runner.Run(report, asked, cancel)).Succeeded(out var answer, out var refusal))
            return refusal.ToProblem(with.Words);
        if (answer.Rows.Count > ReportPaper.MostRows)
            return PlatformErrors.ReportTooLongForPaper(ReportPaper.MostRows).ToProblem(with.Words);

        var paper = ReportPaper.Of(answer, with.Clock.GetUtcNow(), with.Words);
        var file = await with.Printer.Make(paper, PaperFormat.A4, cancel);
        var filter = with.Request.Query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value.ToString());
        var noted = await RecordExport.Do(with.UseCases, new(Exported, file.Name, answer.Rows.Count, filter), cancel);
        return noted.Refusal is { } refused ? refused.ToProblem(with.Words) : file.Download();
    }
}
