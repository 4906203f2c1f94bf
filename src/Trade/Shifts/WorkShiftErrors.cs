using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>Every refusal about shifts and the roster, by name.</summary>
public static class WorkShiftErrors
{
    public static Refusal NotFound() => new("trade.shift_not_found", 404);

    /// <summary>Shorter than a quarter of an hour, longer than a day, or ending before it begins.</summary>
    public static Refusal LengthInvalid() => new("trade.shift_length_invalid", 400, "EndsAt");

    /// <summary>A day nobody plans for.</summary>
    public static Refusal TooFar() => new("trade.shift_too_far", 400, "StartsAt", 2000, 2100);

    public static Refusal BreakInvalid() => new("trade.shift_break_invalid", 400, "BreakMinutes");

    /// <summary>No member of the business.</summary>
    public static Refusal PersonUnknown() => new("trade.shift_person_unknown", 400, "PersonId");

    /// <summary>The person works at some places only, and not at this one: they would not see the shift.</summary>
    /// <param name="name">Who.</param>
    /// <param name="places">Where they work.</param>
    public static Refusal WorksElsewhere(string name, string places) => new("trade.shift_works_elsewhere", 409, "PersonId", name, places);

    /// <summary>The person was limited to other places at the same moment.</summary>
    public static Refusal WorksElsewhereMeanwhile() => new("trade.shift_works_elsewhere_meanwhile", 409, "PersonId");

    /// <summary>A draft of somebody who has been limited to other places since.</summary>
    /// <param name="name">Who.</param>
    /// <param name="places">Where they work.</param>
    /// <param name="planned">Where the shift is.</param>
    /// <param name="at">When it begins.</param>
    internal static Refusal Astray(string name, string places, string planned, DateTimeOffset at, Language language) =>
        new("trade.roster_works_elsewhere", 409, null, name, places, planned, MalaysianTime.Show(at, language));

    /// <summary>Not there, or no longer in use.</summary>
    public static Refusal BranchUnknown() => new("trade.shift_branch_unknown", 400, "BranchId");

    /// <summary>There are several to choose from.</summary>
    public static Refusal BranchMissing() => new("trade.shift_branch_missing", 400, "BranchId");

    /// <summary>The same person works at that time.</summary>
    /// <param name="name">Who.</param>
    /// <param name="from">When the other shift begins.</param>
    /// <param name="to">When it ends.</param>
    internal static Refusal Overlaps(string name, DateTimeOffset from, DateTimeOffset to, Language language) =>
        new("trade.shift_overlaps", 409, "StartsAt", name, MalaysianTime.Show(from, language), MalaysianTime.Clock(to, language));

    /// <summary>Somebody else has just planned the same person for that time.</summary>
    public static Refusal OverlapsMeanwhile() => new("trade.shift_overlaps_meanwhile", 409, "StartsAt");

    /// <summary>Days that cannot be read, the wrong way round, or too many of them.</summary>
    public static Refusal SpanInvalid(int most) => new("trade.roster_span_invalid", 400, "To", most);

    /// <summary>What the copying made is published, changed or gone.</summary>
    public static Refusal CopyGone() => new("trade.roster_copy_gone", 409);
}
