using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>Puts a shift on the roster, as a draft. Answers its id.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class AddWorkShift(TradeDb db, WorkShiftRules rules, WorkShiftAudit states, AuditTrail audit, TimeProvider clock)
    : UseCase<AddWorkShift, WorkShiftInput, Guid>
{
    public override async Task<Outcome<Guid>> Run(WorkShiftInput input, CancellationToken cancel)
    {
        if (!(await rules.Check(input, now: null, cancel)).Succeeded(out var details, out var refusal))
            return refusal;

        var shift = new WorkShift(details, clock.GetUtcNow());
        db.Add(shift);
        await db.SaveChangesAsync(cancel);
        audit.Record("trade.shift_added", WorkShiftAudit.Subject, shift.ShiftId, after: await states.Of(shift, cancel));
        return shift.ShiftId;
    }

    public override Refusal? Explain(PostgresException violation, WorkShiftInput input) => WorkShiftRules.Explain(violation);
}
