using System.Globalization;

namespace Niaga.Trade.Branches;

/// <summary>When a place is open on one weekday, in Malaysian time.</summary>
/// <param name="Weekday">1 is Monday, 7 Sunday.</param>
/// <param name="Opens">Minutes after midnight.</param>
/// <param name="Closes">Minutes after the same midnight; more than 1,440 is after the next one.</param>
public sealed record OpeningHours(int Weekday, int Opens, int Closes)
{
    public const int Day = 24 * 60;

    /// <summary>As <c>08:30</c>, whichever day it is.</summary>
    public static string Show(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute % Day / 60:00}:{minute % 60:00}");

    /// <summary>Of columns by weekday; empty where nobody said.</summary>
    internal static IReadOnlyList<OpeningHours> Of(int?[]? opens, int?[]? closes) =>
        opens is null || closes is null
            ? []
            :
            [
                .. Enumerable
                    .Range(0, opens.Length)
                    .Where(i => opens[i] is not null)
                    .Select(i => new OpeningHours(i + 1, opens[i]!.Value, closes[i]!.Value)),
            ];

    /// <summary>As columns by weekday.</summary>
    internal static (int?[]? Opens, int?[]? Closes) Week(IReadOnlyList<OpeningHours> hours)
    {
        if (hours.Count == 0)
            return (null, null);

        var (opens, closes) = (new int?[7], new int?[7]);
        foreach (var day in hours)
            (opens[day.Weekday - 1], closes[day.Weekday - 1]) = (day.Opens, day.Closes);
        return (opens, closes);
    }

    /// <summary>Minutes after midnight of <c>08:30</c>; null where it is no time of day.</summary>
    internal static int? MinuteOf(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;
}
