using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>Brings back a shift that was taken off the roster, where its time is still free. One that is there stays as it is.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class RestoreWorkShift(
    TradeDb db,
    WorkShiftRules rules,
    WorkShiftAudit states,
    WorkShiftNotices notices,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<RestoreWorkShift, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await db.Set<WorkShift>().SingleOrDefaultAsync(s => s.ShiftId == input, cancel) is not { } shift)
            return WorkShiftErrors.NotFound();
        if (shift.RemovedAt is null)
            return default(Done);
        if (await rules.Refuse(shift.Details, shift.ShiftId, cancel) is { } refusal)
            return refusal;

        shift.Restore(clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        notices.TellChanged(shift);
        audit.Record("trade.shift_restored", WorkShiftAudit.Subject, shift.ShiftId, after: await states.Of(shift, cancel));
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Guid input) => WorkShiftRules.Explain(violation);
}
