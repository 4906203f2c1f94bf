using Niaga.Contract;

namespace Niaga.Platform.Reports;

/// <summary>A report as this reader may see it.</summary>
/// <param name="Report">Which.</param>
/// <param name="Span">Of which days.</param>
/// <param name="Before">Days it is compared with; null for none.</param>
/// <param name="Columns">Those the reader may see.</param>
/// <param name="Rows">All of them, sorted.</param>
/// <param name="Totals">Below the rows.</param>
public sealed record ReportAnswer(
    Report Report,
    ReportSpan Span,
    (DateOnly From, DateOnly To)? Before,
    IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<ReportRow> Rows,
    ReportRow Totals
)
{
    /// <summary>Place of the figure it is about.</summary>
    public int Main => Place(Report.Main) ?? Columns.Count - 1;

    /// <summary>Place of a column; null for one the reader may not see.</summary>
    public int? Place(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Key == column)
                return i;
        }
        return null;
    }

    /// <summary>Time as it goes by, all else the most first; a column's key, with a minus in front when descending.</summary>
    public static string NaturalOrder(ReportAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Columns[0].IsTime ? answer.Columns[0].Key : "-" + answer.Columns[answer.Main].Key;
    }

    /// <summary>Change of a figure against what it is compared with, in percent; null where there is nothing to divide by.</summary>
    public static decimal? Change(ReportRow row, int column)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Cells[column].Figure is { } now && row.Before?[column].Figure is { } before && before > 0
            ? Math.Round(100m * (now - before) / before, 1)
            : null;
    }
}
