using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Trade.Branches;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>What has to be right of a shift, whoever writes it.</summary>
internal sealed class WorkShiftRules(TenantSession session, TradeDb db, BranchList branches, PersonNames names, Words words)
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

        return await Refuse(details, now?.ShiftId, cancel) is { } held ? held : details;
    }

    /// <summary>Why its person cannot have it, or null; who is faster than this look is held by the table itself.</summary>
    public async Task<Refusal?> Refuse(WorkShiftDetails details, Guid? self, CancellationToken cancel) =>
        await WorksElsewhere(details, cancel) ?? await Overlapping(details, self, cancel);

    /// <summary>The first of these shifts that its person could not see, by name: they were limited after it was planned.</summary>
    public async Task<Refusal?> Astray(IReadOnlyCollection<WorkShift> shifts, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT s.shift_id, m.branches FROM trade.work_shifts s
            JOIN platform.memberships m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id
            WHERE s.tenant_id = {session.Tenant.Value} AND s.shift_id = ANY ({shifts.Select(s => s.ShiftId).ToArray()})
                AND NOT s.branch_id = ANY (m.branches) ORDER BY s.starts_at LIMIT 1
            """,
            row => (Shift: row.GetGuid(0), Works: row.GetFieldValue<Guid[]>(1)),
            cancel
        );
        if (found is not [var one])
            return null;

        var shift = shifts.Single(s => s.ShiftId == one.Shift).Details;
        return WorkShiftErrors.Astray(
            await names.Of(shift.Person!.Value, cancel),
            await Places(one.Works, cancel),
            await Places([shift.Branch], cancel),
            shift.StartsAt,
            words.Language
        );
    }

    private async Task<Refusal?> WorksElsewhere(WorkShiftDetails details, CancellationToken cancel)
    {
        if (details.Person is not { } person)
            return null;

        var works = await session.Rows(
            $"""
            SELECT branches FROM platform.memberships
            WHERE tenant_id = {session.Tenant.Value} AND person_id = {person.Value} AND NOT {details.Branch} = ANY (branches)
            """,
            row => row.GetFieldValue<Guid[]>(0),
            cancel
        );
        return works is [var own] ? WorkShiftErrors.WorksElsewhere(await names.Of(person, cancel), await Places(own, cancel)) : null;
    }

    /// <summary>Names of places, of whichever: where somebody works is no secret among those who plan.</summary>
    private async Task<string> Places(Guid[] ids, CancellationToken cancel) =>
        string.Join(", ", (await branches.All(cancel)).Where(b => ids.Contains(b.Id)).Select(b => b.Name));

    /// <summary>The shift that stands in the way, by name.</summary>
    private async Task<Refusal?> Overlapping(WorkShiftDetails details, Guid? self, CancellationToken cancel)
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
            "work_shifts_where_they_work" => WorkShiftErrors.WorksElsewhereMeanwhile(),
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
