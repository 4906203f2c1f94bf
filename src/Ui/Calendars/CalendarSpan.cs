using System.Globalization;
using Niaga.Platform.Values;

namespace Niaga.Ui;

/// <summary>Which days a calendar shows, as the address asks for it.</summary>
/// <param name="IsWeek">A week by resource, or one day hour by hour.</param>
/// <param name="Day">The day asked for.</param>
/// <param name="From">First day shown.</param>
public sealed record CalendarSpan(bool IsWeek, DateOnly Day, DateOnly From)
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2100, 12, 1);

    /// <summary>How many days are shown.</summary>
    public int Length => IsWeek ? 7 : 1;

    /// <summary>Last day shown.</summary>
    public DateOnly To => From.AddDays(Length - 1);

    /// <summary>The days shown.</summary>
    public IReadOnlyList<DateOnly> Days => [.. Enumerable.Range(0, Length).Select(From.AddDays)];

    /// <summary>The instant the first day begins.</summary>
    public DateTimeOffset Start => MalaysianTime.Start(From);

    /// <summary>The instant after the last day.</summary>
    public DateTimeOffset End => MalaysianTime.Start(To.AddDays(1));

    /// <summary>The day of an address; today where it says none that can be read.</summary>
    public static DateOnly DayOf(string? asked, DateOnly today) =>
        DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day >= Earliest
        && day <= Latest
            ? day
            : today;

    /// <param name="view"><c>day</c>, or anything else for the week.</param>
    /// <param name="day">As <see cref="DayOf"/> gives it.</param>
    /// <param name="firstOfWeek">The day weeks begin with.</param>
    public static CalendarSpan Of(string? view, DateOnly day, DayOfWeek firstOfWeek) =>
        view == "day" ? new(false, day, day) : new(true, day, day.AddDays(-((day.DayOfWeek - firstOfWeek + 7) % 7)));
}
