using System.Globalization;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>Hours of a day in Malaysia in which nothing is sent to somebody; from late to early they go across midnight.</summary>
/// <param name="From">Minutes after midnight, included.</param>
/// <param name="Until">Minutes after midnight, excluded; never the same as <paramref name="From"/>.</param>
internal sealed record QuietHours(int From, int Until)
{
    /// <summary>The moment itself, or the end of the quiet hours it falls in.</summary>
    public DateTimeOffset After(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, MalaysianTime.Zone);
        var (minute, today) = ((local.Hour * 60) + local.Minute, DateOnly.FromDateTime(local.DateTime));
        if (From < Until ? minute < From || minute >= Until : minute < From && minute >= Until)
            return moment;

        return MalaysianTime.Start(From > Until && minute >= From ? today.AddDays(1) : today).AddMinutes(Until);
    }

    /// <summary>Minutes after midnight of <c>22:30</c>; null where it is no time of day.</summary>
    public static int? MinuteOf(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;

    public static string Show(int minute) => new TimeOnly(minute / 60, minute % 60).ToString("HH:mm", CultureInfo.InvariantCulture);
}
