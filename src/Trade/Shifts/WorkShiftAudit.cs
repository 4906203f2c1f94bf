using Niaga.Platform.Callers;
using Niaga.Trade.Branches;

namespace Niaga.Trade.Shifts;

/// <summary>A shift as the audit log keeps it, readable by itself. The note may be about a person and stays out.</summary>
internal sealed class WorkShiftAudit(PersonNames names, BranchList branches)
{
    public const string Subject = "trade.work_shift";

    /// <param name="Worker">Name of who has it.</param>
    /// <param name="WorksAt">The branch, where there are several.</param>
    /// <param name="Noted">Whether there is a note.</param>
    public sealed record State(
        string? Worker,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        int BreakMinutes,
        string? WorksAt,
        bool Published,
        bool Noted
    );

    public async Task<State> Of(WorkShift shift, CancellationToken cancel) =>
        new(
            shift.PersonId is { } person ? await names.Of(person, cancel) : null,
            shift.StartsAt,
            shift.EndsAt,
            shift.BreakMinutes,
            (await branches.Choices(cancel)).FirstOrDefault(b => b.Id == shift.BranchId)?.Name,
            shift.PublishedAt is not null,
            shift.Note is not null
        );
}
