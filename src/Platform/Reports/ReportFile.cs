using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Reports;

/// <summary>A report as CSV or workbook: its rows and below them the totals.</summary>
public static class ReportFile
{
    public static ExportFile Of(ReportAnswer answer, Words words)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(words);
        return new(Name(answer, words), answer.Rows.Count, Table(answer, words));
    }

    /// <summary>Of a file, without its ending: <c>sales-by-day-2026-11-01-2026-11-29</c>.</summary>
    public static string Name(ReportAnswer answer, Words words)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(words);
        var name = answer.Report.Name(words).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray();
        var days = answer.Span.From == answer.Span.To ? $"{answer.Span.To:O}" : $"{answer.Span.From:O}-{answer.Span.To:O}";
        return $"{new string(name)}-{days}";
    }

    internal static ExportTable Table(ReportAnswer answer, Words words)
    {
        var columns = new List<ExportColumn<ReportRow>>();
        for (var i = 0; i < answer.Columns.Count; i++)
        {
            var (column, at) = (answer.Columns[i], i);
            var heading = answer.Report.Heading(column, words);
            columns.Add(
                new(heading, row => at == 0 && row == answer.Totals ? words["report.total"] : ReportText.Cell(column, row.Cells[at]))
            );
            if (answer.Before is not null && column.IsFigure)
                columns.Add(new(words["report.before", heading], row => ReportText.Cell(column, row.Before![at])));
        }
        return ExportTable.Of(columns, answer.Rows.Append(answer.Totals));
    }
}
