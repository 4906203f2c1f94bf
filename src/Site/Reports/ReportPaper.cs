using Niaga.Contract;
using Niaga.Papers;
using Niaga.Platform.Reports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Site.Reports;

/// <summary>A report on A4, below the letterhead.</summary>
internal static class ReportPaper
{
    /// <summary>Some fifty pages; more is looked at in a spreadsheet.</summary>
    public const int MostRows = 1500;

    /// <param name="answer">What it says.</param>
    /// <param name="made">When it was made: figures of a day that is not over change.</param>
    /// <param name="words">Its language.</param>
    public static Paper Of(ReportAnswer answer, DateTimeOffset made, Words words)
    {
        var language = words.Language;
        var days = answer.Span.Days == 1 ? $"{answer.Span.To:O}" : $"{answer.Span.From:O} {answer.Span.To:O}";
        var paper = new Paper(answer.Report.Name(words), days, words).Fact(
            words[answer.Report.Period == ReportPeriod.Moment ? "report.at" : "report.days"],
            ReportText.Days((answer.Span.From, answer.Span.To), language)
        );
        if (answer.Before is { } before)
            paper.Fact(words["report.comparison"], ReportText.Days(before, language));
        paper.Fact(words["report.made"], made);
        var columns = new List<PaperColumn<ReportRow>>();
        for (var i = 0; i < answer.Columns.Count; i++)
        {
            var (column, at) = (answer.Columns[i], i);
            var heading = answer.Report.Heading(column, words);
            columns.Add(
                new(
                    heading,
                    row => at == 0 && row == answer.Totals ? words["report.total"] : ReportText.Show(column, row.Cells[at], words),
                    Right: column.IsFigure,
                    Detail: column.Detail
                )
            );
            // There is room for one.
            if (answer.Before is not null && at == answer.Main)
                columns.Add(new(words["report.before", heading], row => ReportText.Show(column, row.Before![at], words), Right: true));
        }
        return paper.Table(answer.Rows.Append(answer.Totals), _ => null, [.. columns]);
    }
}
