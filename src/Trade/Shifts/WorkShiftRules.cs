using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Trade.Branches;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>What has to be right of a shift, whoever writes it.</summary>
internal sealed class WorkShiftRules(TradeDb db, BranchList branches, PersonNames names, Words words)
{
    /// <summary>Everything that is wrong with it, or what was read.</summary>
    /// <param name="input">As it came.</param>
    /// <param name="now">The shift that is changed; null for a new one.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<Outcome<WorkShiftDetails>> Check(WorkShiftInput input, WorkShift? now, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var branch = await Branch(input.BranchId, now, refusals, cancel);
        var details = input.Check(branch, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        return await Overlapping(details, now?.ShiftId, cancel) is { } overlapping ? overlapping : details;
    }

    /// <summary>The shift that stands in the way, by name; who is faster than this look is held by the table itself.</summary>
    public async Task<Refusal?> Overlapping(WorkShiftDetails details, Guid? self, CancellationToken cancel)
    {
        if (details.Person is not { } person)
            return null;

        var day = details.StartsAt.AddDays(-1);
        var other = await db.Set<WorkShift>()
            .Where(s => s.PersonId == person && s.RemovedAt == null && s.ShiftId != self)
            .Where(s => s.StartsAt >= day && s.StartsAt < details.EndsAt && s.EndsAt > details.StartsAt)
            .OrderBy(s => s.StartsAt)
            .Select(s => new { s.StartsAt, s.EndsAt })
            .FirstOrDefaultAsync(cancel);
        return other is null
            ? null
            : WorkShiftErrors.Overlaps(await names.Of(person, cancel), other.StartsAt, other.EndsAt, words.Language);
    }

    /// <summary>What a violated constraint means.</summary>
    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName switch
        {
            "work_shifts_one_at_a_time" => WorkShiftErrors.OverlapsMeanwhile(),
            "work_shifts_of_a_member" => WorkShiftErrors.PersonUnknown(),
            _ => null,
        };

    private async Task<Guid> Branch(Guid? asked, WorkShift? now, List<Refusal> refusals, CancellationToken cancel)
    {
        // What is planned at a place that was closed since can still be put right.
        if (asked is { } same && same == now?.BranchId)
            return same;

        var open = await branches.InUse(cancel);
        if (asked is { } id)
        {
            if (open.All(b => b.Id != id))
                refusals.Add(WorkShiftErrors.BranchUnknown());
            return id;
        }
        if (now is not null)
            return now.BranchId;
        if (open.Count > 1)
            refusals.Add(WorkShiftErrors.BranchMissing());
        return open[0].Id;
    }
}
