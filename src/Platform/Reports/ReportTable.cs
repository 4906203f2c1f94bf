using System.Data.Common;
using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Values;

namespace Niaga.Platform.Reports;

/// <summary>Rows as the statement answered them, added up and compared. Knows nothing of who reads.</summary>
/// <param name="report">Whose columns.</param>
internal sealed class ReportTable(Report report)
{
    private readonly ReportColumn[] columns = [.. report.Columns];

    /// <param name="Key">What tells it from others.</param>
    /// <param name="Cells">One for each column, those with a ratio empty.</param>
    internal sealed record Read(string Key, ReportCell[] Cells);

    /// <summary>A row of the statement's answer, whose columns are those without a ratio, in their order.</summary>
    public Read Row(DbDataReader reader)
    {
        var cells = new ReportCell[columns.Length];
        string? key = null;
        for (var (i, at) = (0, 0); i < columns.Length; i++)
        {
            if (columns[i].Of is not null)
                continue;

            cells[i] = reader.IsDBNull(at) ? default : Cell(columns[i].Format, reader, at);
            key ??= cells[i] is { Text: var text, Figure: var figure, Day: var day }
                ? text ?? day?.ToString("O", CultureInfo.InvariantCulture) ?? figure?.ToString(CultureInfo.InvariantCulture) ?? ""
                : "";
            at++;
        }
        return new(key ?? "", cells);
    }

    /// <summary>
    /// Days and months of a span without a row get one of noughts, those yet to come none; so do hours between the first and the last.
    /// </summary>
    public List<Read> Fill(List<Read> rows, (DateOnly From, DateOnly To) span, DateOnly today)
    {
        if (columns[0].Format == ReportFormat.Hour && rows.Count > 0)
        {
            var hours = rows.ToDictionary(r => r.Cells[0].Figure!.Value);
            return
            [
                .. Enumerable
                    .Range((int)hours.Keys.Min(), (int)(hours.Keys.Max() - hours.Keys.Min()) + 1)
                    .Select(h => hours.GetValueOrDefault(h) ?? new($"{h}", Nothing(new(Figure: h)))),
            ];
        }
        if (columns[0].Format is not (ReportFormat.Day or ReportFormat.Month))
            return rows;

        var months = columns[0].Format == ReportFormat.Month;
        var known = rows.ToDictionary(r => r.Cells[0].Day!.Value);
        var last = known.Keys.Append(span.To < today ? span.To : today).Max();
        var filled = new List<Read>();
        for (var day = months ? FirstOf(span.From) : span.From; day <= last; day = months ? day.AddMonths(1) : day.AddDays(1))
            filled.Add(known.GetValueOrDefault(day) ?? new(Key(day), Nothing(new(Day: day))));
        return filled;
    }

    /// <summary>Each row with what it is compared with, and the totals; what was there before only is a row of noughts.</summary>
    /// <param name="now">Of the span.</param>
    /// <param name="before">Of what it is compared with; null for nothing.</param>
    /// <param name="begins">First days of both.</param>
    public (List<ReportRow> Rows, ReportRow Totals) Compare(List<Read> now, List<Read>? before, (DateOnly Now, DateOnly Before) begins)
    {
        foreach (var row in now.Concat(before ?? []))
            Divide(row.Cells);
        var totals = new ReportRow("", Totals(now), before is null ? null : Totals(before));
        if (before is null)
            return ([.. now.Select(r => new ReportRow(r.Key, r.Cells, null))], totals);

        var earlier = before.ToDictionary(r => Moved(r, begins), StringComparer.Ordinal);
        var rows = now.ConvertAll(r => new ReportRow(r.Key, r.Cells, earlier.Remove(r.Key, out var was) ? was.Cells : Nothing(default)));
        // A day has no counterpart beyond the span.
        if (columns[0].Format != ReportFormat.Day)
            rows.AddRange(earlier.Values.Select(r => new ReportRow(r.Key, Named(r.Cells), r.Cells)));
        return (rows, totals);
    }

    private string Moved(Read row, (DateOnly Now, DateOnly Before) begins) =>
        row.Cells[0].Day is not { } day ? row.Key
        : columns[0].Format == ReportFormat.Month ? Key(day.AddMonths(Months(begins.Now) - Months(begins.Before)))
        : Key(day.AddDays(begins.Now.DayNumber - begins.Before.DayNumber));

    private static int Months(DateOnly day) => (day.Year * 12) + day.Month;

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    private static string Key(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static ReportCell Cell(ReportFormat format, DbDataReader reader, int at) =>
        format switch
        {
            ReportFormat.Key or ReportFormat.Person or ReportFormat.Record => new(reader.GetValue(at).ToString()),
            ReportFormat.Text => new(reader.GetString(at)),
            ReportFormat.Day => new(Day: reader.GetFieldValue<DateOnly>(at)),
            ReportFormat.Month => new(Day: FirstOf(reader.GetFieldValue<DateOnly>(at))),
            _ => new(Figure: Convert.ToInt64(reader.GetValue(at), CultureInfo.InvariantCulture)),
        };

    private ReportCell[] Totals(List<Read> rows)
    {
        var cells = new ReportCell[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is { IsFigure: true, Total: true, Of: null })
                cells[i] = new(Figure: rows.Sum(r => r.Cells[i].Figure ?? 0));
        }
        Divide(cells);
        return cells;
    }

    private void Divide(ReportCell[] cells)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Of is not { } of)
                continue;

            var (above, below) = (cells[At(of.Above)].Figure, cells[At(of.Below)].Figure);
            var scale = columns[i].Format == ReportFormat.Share ? 10_000 : 1;
            cells[i] = new(Figure: above is { } a && below is { } b && b > 0 ? FixedPoint.MultiplyDivide(a, scale, b) : null);
        }
    }

    private int At(string key) => Array.FindIndex(columns, c => c.Key == key);

    /// <summary>The same names, and nothing of what is counted.</summary>
    private ReportCell[] Named(ReportCell[] cells)
    {
        var named = Nothing(default);
        for (var i = 0; i < columns.Length; i++)
        {
            if (!columns[i].IsFigure)
                named[i] = cells[i];
        }
        return named;
    }

    private ReportCell[] Nothing(ReportCell first) =>
        [
            .. columns.Select(
                (c, i) =>
                    i == 0 && !c.IsFigure ? first
                    : c is { IsFigure: true, Of: null } ? new ReportCell(Figure: 0)
                    : default
            ),
        ];
}
