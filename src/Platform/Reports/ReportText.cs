using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Platform.Reports;

/// <summary>How a report reads: on a page, on paper, in a file.</summary>
public static class ReportText
{
    /// <summary>What a report is called.</summary>
    public static string Name(this Report report, Words words) => words["report." + report.Key];

    /// <summary>Heading of a column.</summary>
    public static string Heading(this Report report, ReportColumn column, Words words) => words[report.TextOf(column)];

    /// <summary><c>1 Nov 2026 – 29 Nov 2026</c>, or one day.</summary>
    public static string Days((DateOnly From, DateOnly To) span, Language language) =>
        span.From == span.To
            ? MalaysianTime.Show(span.From, language)
            : $"{MalaysianTime.Show(span.From, language)} – {MalaysianTime.Show(span.To, language)}";

    /// <summary>Name of a preset; of a festival with its year.</summary>
    public static string Preset(string key, int year, Words words) =>
        MalaysianHolidays.Festivals.Contains(key) ? $"{words["holiday." + key]} {year}" : words["report.span." + key];

    /// <summary>A cell as people read it; empty for none.</summary>
    public static string Show(ReportColumn column, ReportCell cell, Words words)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(words);
        if (cell.Day is { } day)
            return column.Format == ReportFormat.Month
                ? day.ToString("MMM yyyy", CultureInfo.GetCultureInfo(words.Language.Culture))
                : MalaysianTime.Show(day, words.Language);
        if (cell.Figure is not { } figure)
            return cell.Text ?? "";

        return column.Format switch
        {
            ReportFormat.Money => new Money(figure).ToString(),
            ReportFormat.Quantity => (figure / 1000m).ToString("#,##0.###", CultureInfo.InvariantCulture),
            ReportFormat.Share => (figure / 100m).ToString("#,##0.0", CultureInfo.InvariantCulture) + "%",
            ReportFormat.Hour => Hour(figure),
            _ => figure.ToString("N0", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A cell for a file.</summary>
    public static ExportCell Cell(ReportColumn column, ReportCell cell)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (cell.Day is { } day)
            return column.Format == ReportFormat.Month ? Month(day) : day;
        if (cell.Figure is not { } figure)
            return cell.Text;

        return column.Format switch
        {
            ReportFormat.Money => new Money(figure),
            ReportFormat.Quantity => new Quantity(figure),
            ReportFormat.Share => ExportCell.ShareOf(figure),
            ReportFormat.Hour => Hour(figure),
            _ => figure,
        };
    }

    /// <summary>A cell for a program: amounts and quantities as decimal text, a share as a percentage.</summary>
    public static object? Value(ReportColumn column, ReportCell cell)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (cell.Day is { } day)
            return column.Format == ReportFormat.Month ? Month(day) : day.ToString("O", CultureInfo.InvariantCulture);
        if (cell.Figure is not { } figure)
            return cell.Text;

        return column.Format switch
        {
            ReportFormat.Money => new Money(figure).ToDecimalString(),
            ReportFormat.Quantity => new Quantity(figure).ToString(),
            ReportFormat.Share => (figure / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            _ => figure,
        };
    }

    /// <summary>What a chart draws: ringgit, units, percent.</summary>
    public static decimal? Number(ReportColumn column, ReportCell cell)
    {
        ArgumentNullException.ThrowIfNull(column);
        return cell.Figure is not { } figure ? null
            : column.Format is ReportFormat.Money or ReportFormat.Share ? figure / 100m
            : column.Format is ReportFormat.Quantity ? figure / 1000m
            : figure;
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Hour(long hour) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:00");
}
