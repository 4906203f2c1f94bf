namespace Niaga.Platform.Values;

/// <summary>
/// Federal public holidays. Moving ones are a table, as gazetted; of the last year in it as expected, which may be a day off. A day that
/// replaces a Sunday's is not in it.
/// </summary>
public static class MalaysianHolidays
{
    private const string Aidilfitri = "aidilfitri";
    private const string Deepavali = "deepavali";
    private const string ChineseNewYear = "chinese_new_year";

    // first day, number of days
    private static readonly (string Key, int Days, (int Year, int Month, int Day)[] First)[] Moving =
    [
        (ChineseNewYear, 2, [(2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6)]),
        (Aidilfitri, 2, [(2024, 4, 10), (2025, 3, 31), (2026, 3, 21), (2027, 3, 10)]),
        ("wesak", 1, [(2024, 5, 22), (2025, 5, 12), (2026, 5, 31), (2027, 5, 20)]),
        ("aidiladha", 1, [(2024, 6, 17), (2025, 6, 7), (2026, 5, 27), (2027, 5, 17)]),
        ("awal_muharram", 1, [(2024, 7, 7), (2025, 6, 27), (2026, 6, 17), (2027, 6, 6)]),
        ("maulidur_rasul", 1, [(2024, 9, 16), (2025, 9, 5), (2026, 8, 25), (2027, 8, 15)]),
        (Deepavali, 1, [(2024, 10, 31), (2025, 10, 20), (2026, 11, 8), (2027, 10, 28)]),
    ];

    private static readonly (string Key, int Month, int Day)[] Fixed =
    [
        ("labour_day", 5, 1),
        ("merdeka", 8, 31),
        ("malaysia_day", 9, 16),
        (Christmas, 12, 25),
    ];

    private const string Christmas = "christmas";

    /// <summary>Those before which shops sell most, in the order of a year.</summary>
    public static IReadOnlyList<string> Festivals { get; } = [ChineseNewYear, Aidilfitri, Deepavali, Christmas];

    /// <summary>Key of the holiday on a day; its name is the text <c>holiday.{key}</c>. Null for an ordinary day.</summary>
    public static string? On(DateOnly day) =>
        Moving.FirstOrDefault(m => m.First.Any(f => Day(f) <= day && day < Day(f).AddDays(m.Days))).Key
        ?? Fixed.FirstOrDefault(f => f.Month == day.Month && f.Day == day.Day).Key
        ?? (day is { Month: 6, Day: <= 7, DayOfWeek: DayOfWeek.Monday } ? "agong" : null);

    /// <summary>First and last day of a festival in a year; null where the year is not known.</summary>
    public static (DateOnly First, DateOnly Last)? Of(string festival, int year)
    {
        if (Fixed.FirstOrDefault(f => f.Key == festival) is { Key: not null } same)
            return (new(year, same.Month, same.Day), new(year, same.Month, same.Day));

        var moving = Moving.FirstOrDefault(m => m.Key == festival);
        var first = moving.First?.FirstOrDefault(f => f.Year == year) ?? default;
        return first.Year == 0 ? null : (Day(first), Day(first).AddDays(moving.Days - 1));
    }

    private static DateOnly Day((int Year, int Month, int Day) of) => new(of.Year, of.Month, of.Day);
}
