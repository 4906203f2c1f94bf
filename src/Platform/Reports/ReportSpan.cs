namespace Niaga.Platform.Reports;

/// <summary>The days of a report, both ends included.</summary>
/// <param name="Key">The preset it came from; <c>days</c> for days of one's own.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Before">
/// What it is compared with unless somebody says otherwise: the month before a month, the festival before a festival.
/// </param>
public sealed record ReportSpan(string Key, DateOnly From, DateOnly To, (DateOnly From, DateOnly To) Before)
{
    public const string OwnDays = "days";

    public int Days => To.DayNumber - From.DayNumber + 1;

    public (DateOnly From, DateOnly To) YearBefore => (From.AddYears(-1), To.AddYears(-1));
}
