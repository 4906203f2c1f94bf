using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Trade.Shifts;

/// <summary>Takes a shift off the roster; restoring brings it back.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class RemoveWorkShift(TradeDb db, WorkShiftAudit states, WorkShiftNotices notices, AuditTrail audit, TimeProvider clock)
    : UseCase<RemoveWorkShift, RemoveWorkShift.Input, Done>
{
    /// <param name="Version">The version that is meant; null for any.</param>
    public sealed record Input(Guid Id, uint? Version = null);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var shift = await db.Set<WorkShift>().SingleOrDefaultAsync(s => s.ShiftId == input.Id && s.RemovedAt == null, cancel);
        if (shift is null)
            return WorkShiftErrors.NotFound();
        if (ETags.IsStale(db, shift, input.Version))
            return PlatformErrors.ChangedByAnother();

        shift.Remove(clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        notices.TellRemoved(shift, shift.Details);
        audit.Record("trade.shift_removed", WorkShiftAudit.Subject, shift.ShiftId, await states.Of(shift, cancel));
        return default(Done);
    }
}
