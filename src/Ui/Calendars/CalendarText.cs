using System.Globalization;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Ui;

/// <summary>Days and times as a calendar says them.</summary>
public static class CalendarText
{
    /// <summary>"Mon 30 Nov", or "Monday, 30 Nov 2026".</summary>
    public static string Day(DateOnly day, Words words, bool full = false)
    {
        ArgumentNullException.ThrowIfNull(words);
        var culture = CultureInfo.GetCultureInfo(words.Language.Culture);
        return full ? $"{day.ToString("dddd", culture)}, {MalaysianTime.Show(day, words.Language)}" : day.ToString("ddd d MMM", culture);
    }

    /// <summary>"9:00 AM – 5:00 PM".</summary>
    public static string Times(DateTimeOffset start, DateTimeOffset end, Words words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"{MalaysianTime.Clock(start, words.Language)} – {MalaysianTime.Clock(end, words.Language)}";
    }

    /// <summary>Name of a day's holiday, or null.</summary>
    public static string? Holiday(DateOnly day, Words words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return MalaysianHolidays.On(day) is { } key ? words["holiday." + key] : null;
    }

    /// <summary>The page that makes a new one, told where and when.</summary>
    internal static string New(string href, string? resource, DateOnly day)
    {
        var of = resource is null ? "" : $"resource={Uri.EscapeDataString(resource)}&";
        return $"{href}{(href.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{of}day={day:O}";
    }
}
