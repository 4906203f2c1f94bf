using System.Globalization;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Trade.Shifts;

/// <summary>A shift as typed into the form: a day and two times. An end that is not after the start is on the day after.</summary>
internal sealed class ShiftForm
{
    /// <summary>Of nobody yet.</summary>
    public const string Open = "open";

    public string? PersonId { get; set; }

    public string? BranchId { get; set; }

    public string? Day { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? BreakMinutes { get; set; }

    public string? Note { get; set; }

    public string? Version { get; set; }

    /// <summary>0, which no row has, for a form that was not ours.</summary>
    public uint Seen => uint.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;

    public static ShiftForm Of(Roster.Shift shift)
    {
        var (from, to) = (Local(shift.StartsAt), Local(shift.EndsAt));
        return new()
        {
            PersonId = shift.Person?.ToString() ?? Open,
            BranchId = shift.Branch.ToString(),
            Day = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            From = from.ToString("HH:mm", CultureInfo.InvariantCulture),
            To = to.ToString("HH:mm", CultureInfo.InvariantCulture),
            BreakMinutes = shift.BreakMinutes == 0 ? null : shift.BreakMinutes.ToString(CultureInfo.InvariantCulture),
            Note = shift.Note,
            Version = shift.Version.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>What a use case takes, or what of it cannot be read.</summary>
    public Outcome<WorkShiftInput> Read()
    {
        var refusals = new List<Refusal>();
        if (!DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            refusals.Add(string.IsNullOrEmpty(Day) ? PlatformErrors.Required(nameof(Day)) : PlatformErrors.Unreadable("day", nameof(Day)));
        else if (day.Year is < 2000 or > 2100)
            refusals.Add(WorkShiftErrors.TooFar() with { Field = nameof(Day) });
        var (from, to) = (Time(From, nameof(From), refusals), Time(To, nameof(To), refusals));
        int? rest = null;
        if (int.TryParse(BreakMinutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
            rest = minutes;
        else if (!string.IsNullOrEmpty(BreakMinutes))
            refusals.Add(WorkShiftErrors.BreakInvalid());
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var starts = MalaysianTime.Start(day) + from.ToTimeSpan();
        var ends = MalaysianTime.Start(to > from ? day : day.AddDays(1)) + to.ToTimeSpan();
        return new WorkShiftInput(Id(PersonId), Id(BranchId), starts, ends, rest, Note);
    }

    /// <summary>A refusal, and its others, at the field it is about.</summary>
    public static Refusal ByField(Refusal refusal) =>
        refusal with
        {
            Field = refusal.Field switch
            {
                "StartsAt" => nameof(From),
                "EndsAt" => nameof(To),
                var field => field,
            },
            Others = [.. refusal.Others.Select(ByField)],
        };

    /// <summary>A person that is no id is nobody there is.</summary>
    private static Guid? Id(string? text) =>
        string.IsNullOrEmpty(text) || text == Open ? null
        : Guid.TryParse(text, out var id) ? id
        : Guid.Empty;

    private static TimeOnly Time(string? text, string field, List<Refusal> refusals)
    {
        if (!TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            refusals.Add(string.IsNullOrEmpty(text) ? PlatformErrors.Required(field) : PlatformErrors.TimeOfDayInvalid(field));
        return time;
    }

    private static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, MalaysianTime.Zone);
}
