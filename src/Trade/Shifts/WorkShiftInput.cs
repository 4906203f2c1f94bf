using Niaga.Platform.Refusals;

namespace Niaga.Trade.Shifts;

/// <summary>A shift as a person or a client describes it.</summary>
/// <param name="PersonId">A member; null for an open shift.</param>
/// <param name="BranchId">Where; may be left out where there is one place.</param>
/// <param name="StartsAt">To the minute.</param>
/// <param name="EndsAt">Later than it begins, at most a day.</param>
/// <param name="BreakMinutes">Unpaid rest within it; shorter than the shift. Null is none.</param>
/// <param name="Note">What the person should know.</param>
internal sealed record WorkShiftInput(
    Guid? PersonId,
    Guid? BranchId,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    int? BreakMinutes,
    string? Note
)
{
    public const int LongestNote = 300;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Reads it, noting everything that is wrong; the branch is settled elsewhere.</summary>
    public WorkShiftDetails Check(Guid branch, List<Refusal> refusals)
    {
        if (StartsAt is null)
            refusals.Add(PlatformErrors.Required(nameof(StartsAt)));
        if (EndsAt is null)
            refusals.Add(PlatformErrors.Required(nameof(EndsAt)));
        var (start, end) = (Minute(StartsAt ?? default), Minute(EndsAt ?? default));
        var length = end - start;
        if (StartsAt is not null && start.Year is < 2000 or > 2100)
            refusals.Add(WorkShiftErrors.TooFar());
        else if (StartsAt is not null && EndsAt is not null && (length < Shortest || length > Longest))
            refusals.Add(WorkShiftErrors.LengthInvalid());
        else if (BreakMinutes is < 0 || BreakMinutes >= length.TotalMinutes)
            refusals.Add(WorkShiftErrors.BreakInvalid());
        var note = Platform.Values.SingleLineText.Read(Note, nameof(Note), LongestNote, refusals);
        return new(PersonId is { } person ? new(person) : null, branch, start, end, BreakMinutes ?? 0, note);
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
