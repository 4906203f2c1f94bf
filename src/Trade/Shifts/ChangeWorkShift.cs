using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>Changes a shift. Once it is published, whom it concerns is told at once.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class ChangeWorkShift(
    TradeDb db,
    WorkShiftRules rules,
    WorkShiftAudit states,
    WorkShiftNotices notices,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ChangeWorkShift, ChangeWorkShift.Input, Changed>
{
    /// <param name="Make">What becomes of it, made from what it is.</param>
    /// <param name="Version">The version the change was made from; null overwrites.</param>
    public sealed record Input(Guid Id, Func<WorkShiftDetails, WorkShiftInput> Make, uint? Version)
    {
        /// <summary>All of it.</summary>
        public static Input All(Guid id, WorkShiftInput to, uint? version) => new(id, _ => to, version);

        /// <summary>Another person or time; the rest stays.</summary>
        public static Input Move(Guid id, Guid? person, DateTimeOffset? from, DateTimeOffset? to, uint? version) =>
            new(id, now => new(person, now.Branch, from, to, now.BreakMinutes, now.Note), version);
    }

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var shift = await db.Set<WorkShift>().SingleOrDefaultAsync(s => s.ShiftId == input.Id && s.RemovedAt == null, cancel);
        if (shift is null)
            return WorkShiftErrors.NotFound();
        if (ETags.IsStale(db, shift, input.Version))
            return PlatformErrors.ChangedByAnother();
        var was = shift.Details;
        if (!(await rules.Check(input.Make(was), shift, cancel)).Succeeded(out var details, out var refusal))
            return refusal;
        if (details == was)
            return new Changed(ETags.VersionOf(db, shift));

        var before = await states.Of(shift, cancel);
        shift.Change(details, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        if (was.Person != details.Person)
            notices.TellRemoved(shift, was);
        notices.TellChanged(shift);
        audit.Record("trade.shift_changed", WorkShiftAudit.Subject, shift.ShiftId, before, await states.Of(shift, cancel));
        return new Changed(ETags.VersionOf(db, shift));
    }

    public override Refusal? Explain(PostgresException violation, Input input) => WorkShiftRules.Explain(violation);
}
