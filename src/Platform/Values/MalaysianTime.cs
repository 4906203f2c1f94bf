using System.Globalization;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Values;

/// <summary>Asia/Kuala_Lumpur: what the screen shows and where a business day begins. UTC+8, no daylight saving.</summary>
public static class MalaysianTime
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kuala_Lumpur");

    /// <summary>The business day an instant falls on.</summary>
    public static DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The instant a business day begins.</summary>
    public static DateTimeOffset Start(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(8)).ToUniversalTime();

    /// <summary><c>23 Nov 2026, 2:05 PM</c> or <c>23 Nov 2026, 2:05 PTG</c>; the time stays in one line.</summary>
    public static string Show(DateTimeOffset instant, Language language)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone);
        return $"{Show(DateOnly.FromDateTime(local.DateTime), language)}, {Clock(instant, language)}";
    }

    /// <summary>The time of day alone: <c>2:05 PM</c> or <c>2:05 PTG</c>, in one line.</summary>
    public static string Clock(DateTimeOffset instant, Language language)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone);
        var half = language.Code == "ms" ? (local.Hour < 12 ? "PG" : "PTG") : (local.Hour < 12 ? "AM" : "PM");
        return $"{local.ToString("h:mm", CultureInfo.InvariantCulture)}\u00a0{half}";
    }

    /// <summary><c>23 Nov 2026</c>, with the month's name in the language.</summary>
    public static string Show(DateOnly day, Language language) => day.ToString("d MMM yyyy", CultureInfo.GetCultureInfo(language.Culture));
}
