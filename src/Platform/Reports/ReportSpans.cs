using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Platform.Reports;

/// <summary>The spans of days a report can be asked for, seen from a day.</summary>
/// <param name="today">Today in Malaysia, or the day it is when the report is mailed.</param>
/// <param name="firstOfWeek">Sunday where the weekend is Friday and Saturday, elsewhere Monday.</param>
public sealed class ReportSpans(DateOnly today, DayOfWeek firstOfWeek)
{
    /// <summary>Five years with their leap days.</summary>
    public const int MostDays = 5 * 365 + 2;

    /// <summary>What was sold for a festival is sold in the weeks before it.</summary>
    private const int DaysBeforeFestival = 21;

    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2100, 12, 31);

    /// <summary>Keys of the presets, in the order in which people are asked. Names: <c>report.span.{key}</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "today",
        "yesterday",
        "week",
        "last_week",
        "7",
        "30",
        "90",
        "month",
        "last_month",
        "two_months",
        "year",
        "last_year",
        .. MalaysianHolidays.Festivals,
    ];

    /// <summary>The presets of a report of the end of a day.</summary>
    public static IReadOnlyList<string> Moments { get; } = ["today", "yesterday", "end_of_last_month", "end_of_last_year"];

    /// <summary>Whether the days of a preset hang on the business's state.</summary>
    public static bool IsWeek(string? key) => key is "week" or "last_week";

    /// <summary>Where the weekend is Friday and Saturday a week begins on Sunday, elsewhere on Monday.</summary>
    public static DayOfWeek FirstOfWeek(Business business)
    {
        ArgumentNullException.ThrowIfNull(business);
        return MalaysianState.Parse(business.State).IsWeekend(DayOfWeek.Friday) ? DayOfWeek.Sunday : DayOfWeek.Monday;
    }

    /// <summary>The span an address asks for.</summary>
    public Outcome<ReportSpan> Read(ReportQuestion asked, Report report)
    {
        if (!TryDay(asked.From, out var from))
            return PlatformErrors.Unreadable("day", "From");
        if (!TryDay(asked.To, out var to))
            return PlatformErrors.Unreadable("day", "To");
        if (from < Earliest || from > Latest)
            return PlatformErrors.ReportDayTooFar("From", Earliest.Year, Latest.Year);
        if (to < Earliest || to > Latest)
            return PlatformErrors.ReportDayTooFar("To", Earliest.Year, Latest.Year);

        if (report.Period == ReportPeriod.Moment && from is not null)
            return PlatformErrors.ReportOfOneDay();
        if (report.Period == ReportPeriod.Moment && to > today)
            return PlatformErrors.ReportDayToCome();

        var key = asked.Span ?? report.DefaultSpan;
        if (report.Period == ReportPeriod.Moment)
            return to is { } end ? Moment(ReportSpan.OwnDays, end) : MomentOf(key);
        if (from is null && to is null)
            return Preset(key);
        if (from is not { } first)
            return PlatformErrors.Required("From");

        var last = to ?? today;
        if (last < first)
            return PlatformErrors.ReportDaysReversed();
        if (last.DayNumber - first.DayNumber + 1 > MostDays)
            return PlatformErrors.ReportTooLong(MostDays / 365);

        return Own(first, last);
    }

    /// <summary>The days of a preset; a refusal where there is none of that name, or its festival is not known.</summary>
    public Outcome<ReportSpan> Preset(string key) =>
        key switch
        {
            "today" => Shifted(key, today, today, 1),
            "yesterday" => Shifted(key, today.AddDays(-1), today.AddDays(-1), 1),
            "week" => Shifted(key, StartOfWeek, today, 7),
            "last_week" => Shifted(key, StartOfWeek.AddDays(-7), StartOfWeek.AddDays(-1), 7),
            "7" => Shifted(key, today.AddDays(-6), today, 7),
            "30" => Shifted(key, today.AddDays(-29), today, 30),
            "90" => Shifted(key, today.AddDays(-89), today, 90),
            "month" => new ReportSpan(key, StartOfMonth, today, (StartOfMonth.AddMonths(-1), today.AddMonths(-1))),
            "last_month" => Months(key, StartOfMonth.AddMonths(-1), 1),
            // The taxable period of SST, for a business whose periods end with even months.
            "two_months" => Months(key, StartOfMonth.AddMonths(today.Month % 2 == 1 ? -2 : -3), 2),
            "year" => new ReportSpan(key, new(today.Year, 1, 1), today, (new(today.Year - 1, 1, 1), today.AddYears(-1))),
            "last_year" => Months(key, new(today.Year - 1, 1, 1), 12),
            _ when MalaysianHolidays.Festivals.Contains(key) && Festival(key) is { } season => season,
            _ => PlatformErrors.ReportSpanUnknown(),
        };

    private Outcome<ReportSpan> MomentOf(string key) =>
        key switch
        {
            "today" => Moment(key, today),
            "yesterday" => Moment(key, today.AddDays(-1)),
            "end_of_last_month" => Moment(key, StartOfMonth.AddDays(-1)),
            "end_of_last_year" => Moment(key, new(today.Year - 1, 12, 31)),
            _ => PlatformErrors.ReportSpanUnknown(),
        };

    private DateOnly StartOfMonth => new(today.Year, today.Month, 1);

    private DateOnly StartOfWeek => today.AddDays(-((today.DayOfWeek - firstOfWeek + 7) % 7));

    private static ReportSpan Moment(string key, DateOnly day) => new(key, day, day, (day.AddMonths(-1), day.AddMonths(-1)));

    private static ReportSpan Shifted(string key, DateOnly from, DateOnly to, int days) =>
        new(key, from, to, (from.AddDays(-days), to.AddDays(-days)));

    private static ReportSpan Months(string key, DateOnly from, int months) =>
        new(key, from, from.AddMonths(months).AddDays(-1), (from.AddMonths(-months), from.AddDays(-1)));

    /// <summary>Whole months are compared with as many months, other days with as many days.</summary>
    private static ReportSpan Own(DateOnly from, DateOnly to)
    {
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month + 1;
        return from.Day == 1 && to.AddDays(1).Day == 1
            ? Months(ReportSpan.OwnDays, from, months)
            : Shifted(ReportSpan.OwnDays, from, to, to.DayNumber - from.DayNumber + 1);
    }

    /// <summary>The season that has begun last, as far as it has come, and as much of the one before.</summary>
    private ReportSpan? Festival(string key)
    {
        var seasons = new[] { today.Year + 1, today.Year, today.Year - 1, today.Year - 2 }
            .Select(year => MalaysianHolidays.Of(key, year))
            .OfType<(DateOnly First, DateOnly Last)>()
            .Select(f => (From: f.First.AddDays(-DaysBeforeFestival), f.Last))
            .Where(s => s.From <= today)
            .ToArray();
        if (seasons is not [var (from, last), ..])
            return null;

        var to = last < today ? last : today;
        var length = to.DayNumber - from.DayNumber;
        return seasons is [_, var before, ..]
            ? new(key, from, to, (before.From, before.From.AddDays(length)))
            : Shifted(key, from, to, length + 1);
    }

    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;

        day = read;
        return true;
    }
}
