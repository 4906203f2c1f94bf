using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Reports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Site.Reports;

/// <summary>What the chart of a report draws: its main figure by row, and the same of what it is compared with.</summary>
internal sealed record ReportChartData(
    string Title,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ChartSeries> Series,
    ChartKind Kind,
    bool Money
)
{
    /// <summary>As many names as fit below each other on a phone; the rest is one bar.</summary>
    private const int MostNames = 10;

    /// <summary>More days than that are a line.</summary>
    private const int MostBars = 62;

    /// <summary>Null where there is nothing to see.</summary>
    public static ReportChartData? Of(ReportAnswer answer, Words words)
    {
        var (report, main) = (answer.Report, answer.Columns[answer.Main]);
        if (report.Chart == ReportChart.None || answer.Rows.All(r => r.Cells[answer.Main].Figure is null or 0))
            return null;

        var byTime = answer.Columns[0].IsTime;
        var rows = byTime
            ? answer.Rows.OrderBy(r => r.Cells[0].Day).ThenBy(r => r.Cells[0].Figure).ToList()
            : [.. answer.Rows.OrderByDescending(r => r.Cells[answer.Main].Figure)];
        var rest = new List<ReportRow>();
        if (!byTime && rows.Count > MostNames)
        {
            // What a ratio of the others is, their rows do not say.
            rest = main.Of is null ? rows[MostNames..] : [];
            rows = rows[..MostNames];
        }
        var (now, before) = (Values(rows, r => r.Cells), answer.Before is null ? null : Values(rows, r => r.Before!));
        var labels = rows.ConvertAll(r => Label(answer, r, words));
        if (rest.Count > 0)
        {
            var others = rest.Sum(r => ReportText.Number(main, r.Cells[answer.Main]));
            var othersBefore = before is null ? null : rest.Sum(r => ReportText.Number(main, r.Before![answer.Main]));
            // A bar longer than all those it stands below would leave nothing to see of them; a ring needs every part.
            if (report.Chart == ReportChart.Doughnut || Math.Max(others ?? 0, othersBefore ?? 0) <= now.Concat(before ?? []).Max())
            {
                labels.Add(words["site.reports.others", rest.Count]);
                now.Add(others);
                before?.Add(othersBefore);
            }
        }
        var name = report.Heading(main, words);
        return new(
            $"{report.Name(words)}: {name}",
            labels,
            before is null
                ? [new(name, now)]
                :
                [
                    new(ReportText.Days((answer.Span.From, answer.Span.To), words.Language), now),
                    new(ReportText.Days(answer.Before!.Value, words.Language), before),
                ],
            KindOf(report.Chart, rows, before is not null, byTime),
            main.Format == ReportFormat.Money
        );

        List<decimal?> Values(List<ReportRow> of, Func<ReportRow, IReadOnlyList<ReportCell>> cells) =>
            of.ConvertAll(r => ReportText.Number(main, cells(r)[answer.Main]));
    }

    /// <summary>A ring shows parts of one whole.</summary>
    private static ChartKind KindOf(ReportChart wanted, List<ReportRow> rows, bool compared, bool byTime) =>
        wanted switch
        {
            ReportChart.Line => ChartKind.Line,
            ReportChart.Doughnut when !compared => ChartKind.Doughnut,
            _ when !byTime => ChartKind.Rows,
            _ => rows.Count > MostBars ? ChartKind.Line : ChartKind.Bar,
        };

    private static string Label(ReportAnswer answer, ReportRow row, Words words) =>
        row.Cells[0].Day is { } day && answer.Columns[0].Format == ReportFormat.Day
            ? day.ToString(answer.Span.Days > 366 ? "MMM yyyy" : "d MMM", CultureInfo.GetCultureInfo(words.Language.Culture))
            : ReportText.Show(answer.Columns[0], row.Cells[0], words);
}
