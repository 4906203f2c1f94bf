namespace Niaga.Platform.Reports;

/// <summary>A cell of a report, by its column's format: a figure in sen, thousandths or basis points, a day, or text.</summary>
/// <param name="Text">Text as it is shown; null for none.</param>
/// <param name="Figure">A figure; null where nothing is known, or nothing can be divided by.</param>
/// <param name="Day">A day.</param>
public readonly record struct ReportCell(string? Text = null, long? Figure = null, DateOnly? Day = null);

/// <summary>A row of a report.</summary>
/// <param name="Key">What tells it from others.</param>
/// <param name="Cells">One for each column of the answer.</param>
/// <param name="Before">The same of what it is compared with; null where nothing is compared.</param>
public sealed record ReportRow(string Key, IReadOnlyList<ReportCell> Cells, IReadOnlyList<ReportCell>? Before);
