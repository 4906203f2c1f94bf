namespace Niaga.Platform.Reports;

/// <summary>What somebody wants of a report, as it stands in an address; null for what the report does by itself.</summary>
/// <param name="Span">A preset's key, such as <c>last_month</c>.</param>
/// <param name="From">First day, ISO; instead of a preset.</param>
/// <param name="To">Last day, ISO; today where only the first is given. The only one for a report of the end of a day.</param>
/// <param name="Compare"><c>before</c> with the span before, <c>year</c> with a year before.</param>
/// <param name="Sort">Key of a column, with a minus in front when descending.</param>
public sealed record ReportQuestion(
    string? Span = null,
    string? From = null,
    string? To = null,
    string? Compare = null,
    string? Sort = null
)
{
    /// <summary>Words of <see cref="Compare"/>.</summary>
    public static IReadOnlyList<string> Comparisons { get; } = ["before", "year"];
}
