using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Reports;
using Niaga.Platform.Texts;

namespace Niaga.Site.Reports;

/// <summary><c>/api/v1/reports</c>: which there are, and each of them.</summary>
internal static class ReportsApi
{
    /// <summary>The reports this caller may read.</summary>
    public sealed record ReportList(IReadOnlyList<ReportInfo> Items);

    /// <summary>A report there is.</summary>
    /// <param name="Path" example="reports/retail-sales-by-day">Where its figures are, below <c>/api/v1</c>.</param>
    /// <param name="Name" example="Sales by day">What it is called.</param>
    /// <param name="About" example="Takings of each day.">What it shows.</param>
    public sealed record ReportInfo(string Path, string Name, string About);

    /// <summary>A report with its figures.</summary>
    /// <param name="Name" example="Sales by day">What it is called.</param>
    /// <param name="From" example="2026-11-01">First day.</param>
    /// <param name="To" example="2026-11-29">Last day, included.</param>
    /// <param name="ComparedFrom" example="2026-10-01">First day it is compared with; null for none.</param>
    /// <param name="ComparedTo" example="2026-10-29">Last day it is compared with; null for none.</param>
    /// <param name="Columns">From left to right.</param>
    /// <param name="Rows">One for each day, hour, product and so on.</param>
    /// <param name="Totals">Of all rows.</param>
    public sealed record ReportView(
        string Name,
        DateOnly From,
        DateOnly To,
        DateOnly? ComparedFrom,
        DateOnly? ComparedTo,
        IReadOnlyList<ReportColumnView> Columns,
        IReadOnlyList<ReportRowView> Rows,
        ReportRowView Totals
    );

    /// <summary>A column.</summary>
    /// <param name="Key" example="takings">Its name in each row.</param>
    /// <param name="Name" example="Takings">Its heading.</param>
    /// <param name="Format" example="money">text, person, day, hour, whole, money, quantity or share (in percent).</param>
    public sealed record ReportColumnView(string Key, string Name, string Format);

    /// <summary>A row.</summary>
    /// <param name="Values">By key of column: amounts, quantities and shares as decimal text.</param>
    /// <param name="Before">The same of the days it is compared with; null for none.</param>
    public sealed record ReportRowView(IReadOnlyDictionary<string, object?> Values, IReadOnlyDictionary<string, object?>? Before);

    public static void Map(IEndpointRouteBuilder api, ModuleCatalog modules, TextCatalog texts)
    {
        api.MapGet("/reports", (ReportRunner runner, Words words) => TypedResults.Ok(List(runner, words)))
            .WithTags("Reports")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .WithSummary("List reports")
            .WithDescription("Those this caller may read, each with the path of its figures.");
        foreach (var report in modules.Manifests.SelectMany(m => m.Reports))
        {
            api.MapGet(
                    $"/reports/{report.Path}",
                    (
                        [Description("A preset such as 30, month, last_month, year or deepavali; 30 when left out.")] string? span,
                        [Description("First day, instead of a preset.")] string? from,
                        [Description("Last day, included; today when left out.")] string? to,
                        [Description("before: with the span before; year: with a year before.")] string? compare,
                        [Description("Key of a column, with a minus in front for descending.")] string? sort,
                        ReportRunner runner,
                        Words words,
                        CancellationToken cancel
                    ) => Show(report, new(Known(span), Known(from), Known(to), compare, sort), runner, words, cancel)
                )
                .WithTags("Reports")
                .WithMetadata(new NeedsAttribute(report.Permission), new DisclosesAttribute(Purposes.Report))
                .WithSummary("Report: " + texts.Get(Language.English, "report." + report.Key))
                .WithDescription(texts.Get(Language.English, $"report.{report.Key}.about"))
                .Refuses(
                    PlatformErrors.ReportSpanUnknown(),
                    PlatformErrors.ReportCompareUnknown(),
                    PlatformErrors.ReportSortUnknown(),
                    PlatformErrors.Required("From"),
                    PlatformErrors.Unreadable("day", "From"),
                    PlatformErrors.ReportDaysReversed(),
                    PlatformErrors.ReportDayTooFar("From", 0, 0),
                    PlatformErrors.ReportDayToCome(),
                    PlatformErrors.ReportOfOneDay(),
                    PlatformErrors.ReportTooLong(0)
                );
        }
    }

    private static ReportList List(ReportRunner runner, Words words) =>
        new([.. runner.Offered.Select(r => new ReportInfo("reports/" + r.Path, r.Name(words), words[$"report.{r.Key}.about"]))]);

    private static async Task<Results<Ok<ReportView>, ProblemHttpResult>> Show(
        Report report,
        ReportQuestion asked,
        ReportRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await runner.Run(report, asked, cancel)).Succeeded(out var answer, out var refusal))
            return refusal.ToProblem(words);

        return TypedResults.Ok(
            new ReportView(
                report.Name(words),
                answer.Span.From,
                answer.Span.To,
                answer.Before?.From,
                answer.Before?.To,
                [
                    .. answer.Columns.Select(c => new ReportColumnView(
                        c.Key,
                        report.Heading(c, words),
                        c.Format.ToString().ToLowerInvariant()
                    )),
                ],
                [.. answer.Rows.Select(r => View(answer, r))],
                View(answer, answer.Totals)
            )
        );
    }

    private static ReportRowView View(ReportAnswer answer, ReportRow row) =>
        new(Values(answer, row.Cells), row.Before is { } before ? Values(answer, before) : null);

    private static Dictionary<string, object?> Values(ReportAnswer answer, IReadOnlyList<ReportCell> cells) =>
        answer.Columns.Select((c, i) => (c, i)).ToDictionary(c => c.c.Key, c => ReportText.Value(c.c, cells[c.i]));

    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
