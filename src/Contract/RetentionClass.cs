namespace Niaga.Contract;

/// <summary>What a period is counted in, and from where.</summary>
public enum PeriodUnit
{
    /// <summary>Days from the day of the event.</summary>
    Days,

    /// <summary>Years from the day of the event.</summary>
    Years,

    /// <summary>Years from the end of the year the event falls in.</summary>
    YearsFromYearEnd,
}

/// <summary>
/// How long records are kept: the one place that says so, and the law. Days are those of Malaysia. Sources: Income Tax Act 1967 s.82 and
/// Companies Act 2016 s.245 (accounting); Employment Act 1955 s.61 (employment); proposals to be confirmed by counsel for medical records
/// and evidence; the rule of 90 days for the rest.
/// </summary>
/// <param name="Key">
/// As in the database; its texts are <c>retention.{Key}</c>, <c>.about</c>, <c>.event</c> and, with a law, <c>.law</c>.
/// </param>
/// <param name="Unit">What the numbers count.</param>
/// <param name="Floor">The least a business may choose.</param>
/// <param name="Usual">Where it chose nothing.</param>
/// <param name="Most">The most it may choose.</param>
public sealed record RetentionClass(string Key, PeriodUnit Unit, int Floor, int Usual, int Most)
{
    public static readonly RetentionClass Accounting = new("accounting", PeriodUnit.YearsFromYearEnd, 7, 7, 30);
    public static readonly RetentionClass Employment = new("employment", PeriodUnit.Years, 6, 6, 30);
    public static readonly RetentionClass Medical = new("medical", PeriodUnit.Years, 7, 7, 50);
    public static readonly RetentionClass Evidence = new("evidence", PeriodUnit.Years, 7, 7, 30);

    /// <summary>What lies in the bin.</summary>
    public static readonly RetentionClass Deleted = new("deleted", PeriodUnit.Days, 7, 90, 3650);

    public static readonly RetentionClass Transient = new("transient", PeriodUnit.Days, 7, 90, 3650);

    /// <summary>The rest of a business that has ended.</summary>
    public static readonly RetentionClass Business = new("business", PeriodUnit.Days, 7, 90, 3650);

    /// <summary>All a business can choose for, in the order of its page.</summary>
    public static IReadOnlyList<RetentionClass> All { get; } = [Accounting, Employment, Medical, Evidence, Deleted, Transient, Business];

    /// <summary>Whether a law sets the floor.</summary>
    public bool HasLaw => Unit != PeriodUnit.Days;

    /// <summary>The class of a table's rows while they are not deleted; null for what no business chooses.</summary>
    public static RetentionClass? Of(Retention retention) =>
        retention switch
        {
            Retention.Accounting => Accounting,
            Retention.Employment => Employment,
            Retention.Medical => Medical,
            Retention.Evidence => Evidence,
            Retention.Transient => Transient,
            Retention.Business => Business,
            _ => null,
        };

    /// <summary>The day whose run purges a row, and none before it.</summary>
    /// <param name="day">Day of the row's event in Malaysia.</param>
    /// <param name="period">What the business chose, in <see cref="Unit"/>.</param>
    public DateOnly DueOn(DateOnly day, int period) =>
        Unit switch
        {
            PeriodUnit.Days => day.AddDays(period),
            PeriodUnit.Years => day.AddYears(period),
            _ => new(day.Year + period + 1, 1, 1),
        };

    /// <summary>The last day an event may have for its row to be due.</summary>
    public DateOnly LastDue(DateOnly today, int period)
    {
        if (Unit == PeriodUnit.Days)
            return today.AddDays(-period);
        if (Unit == PeriodUnit.YearsFromYearEnd)
            return new(today.Year - period - 1, 12, 31);

        var last = today.AddYears(-period);
        // 29 February is due on the 28th of a year without one.
        return DueOn(last.AddDays(1), period) <= today ? last.AddDays(1) : last;
    }
}
