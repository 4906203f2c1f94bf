using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Trade.Shifts;

/// <summary>Takes back what copying a week made, as far as nobody has touched or published it since. Answers how many went.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class UndoWorkWeekCopy(TenantSession session, AuditTrail audit) : UseCase<UndoWorkWeekCopy, Guid, UndoWorkWeekCopy.Undone>
{
    /// <param name="Shifts">How many were taken back.</param>
    public sealed record Undone(int Shifts);

    public override async Task<Outcome<Undone>> Run(Guid input, CancellationToken cancel)
    {
        var gone = await session.Rows(
            $"""
            DELETE FROM trade.work_shifts WHERE tenant_id = {session.Tenant.Value} AND copy_id = {input}
                AND published_at IS NULL AND removed_at IS NULL AND updated_at = created_at RETURNING shift_id
            """,
            row => row.GetGuid(0),
            cancel
        );
        if (gone.Count == 0)
            return WorkShiftErrors.CopyGone();

        audit.Record("trade.roster_copy_undone", "trade.roster", input, new { shifts = gone.Count });
        return new Undone(gone.Count);
    }
}
