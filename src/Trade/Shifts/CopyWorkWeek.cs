using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Trade.Shifts;

/// <summary>
/// Copies the shifts of the seven days before onto seven days, as drafts. Who has left or works elsewhere by now, what would overlap and
/// what is there already is left out, so that copying twice makes nothing twice.
/// </summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class CopyWorkWeek(TenantSession session, AuditTrail audit, TimeProvider clock)
    : UseCase<CopyWorkWeek, CopyWorkWeek.Input, CopyWorkWeek.Copied>
{
    /// <param name="From">First of the seven days that are filled.</param>
    /// <param name="Branch">One place alone; null for all.</param>
    public sealed record Input(DateOnly From, Guid? Branch = null);

    /// <param name="CopyId">Takes it back; null where nothing was made.</param>
    /// <param name="Shifts">How many were made.</param>
    /// <param name="LeftOut">How many were not.</param>
    public sealed record Copied(Guid? CopyId, int Shifts, int LeftOut);

    public override async Task<Outcome<Copied>> Run(Input input, CancellationToken cancel)
    {
        if (input.From.Year is < 2000 or > 2100)
            return WorkShiftErrors.TooFar();

        var (tenant, now, copy) = (session.Tenant.Value, clock.GetUtcNow(), Guid.CreateVersion7(clock.GetUtcNow()));
        var (from, until) = (MalaysianTime.Start(input.From.AddDays(-7)), MalaysianTime.Start(input.From));
        // Two who copy at once go one after the other, so that the second sees what the first has made.
        var before = await session.Rows(
            $"""
            SELECT shift_id FROM trade.work_shifts
            WHERE tenant_id = {tenant} AND starts_at >= {from} AND starts_at < {until} AND removed_at IS NULL
                AND ({input.Branch}::uuid IS NULL OR branch_id = {input.Branch}::uuid)
            ORDER BY shift_id FOR UPDATE
            """,
            row => row.GetGuid(0),
            cancel
        );
        var made = await session.Rows(
            $"""
            INSERT INTO trade.work_shifts
                (tenant_id, shift_id, person_id, branch_id, starts_at, ends_at, break_minutes, note, copy_id, created_at, updated_at)
            SELECT s.tenant_id, uuidv7(), s.person_id, s.branch_id, s.starts_at + interval '7 days', s.ends_at + interval '7 days',
                s.break_minutes, s.note, {copy}, {now}, {now}
            FROM trade.work_shifts s
            JOIN trade.branches b ON b.tenant_id = s.tenant_id AND b.branch_id = s.branch_id AND b.archived_at IS NULL
            WHERE s.tenant_id = {tenant} AND s.shift_id = ANY ({before.ToArray()})
                AND (s.person_id IS NULL OR EXISTS (SELECT FROM platform.memberships m WHERE m.tenant_id = s.tenant_id
                    AND m.person_id = s.person_id AND m.status = 'active'
                    AND (m.branches IS NULL OR s.branch_id = ANY (m.branches))))
                AND NOT EXISTS (SELECT FROM trade.work_shifts o WHERE o.tenant_id = s.tenant_id AND o.branch_id = s.branch_id
                    AND o.person_id IS NULL AND s.person_id IS NULL AND o.removed_at IS NULL
                    AND o.starts_at = s.starts_at + interval '7 days' AND o.ends_at = s.ends_at + interval '7 days')
            ON CONFLICT ON CONSTRAINT work_shifts_one_at_a_time DO NOTHING RETURNING shift_id
            """,
            row => row.GetGuid(0),
            cancel
        );
        if (made.Count > 0)
            audit.Record("trade.roster_copied", "trade.roster", copy, after: new { firstDay = input.From, shifts = made.Count });
        return new Copied(made.Count > 0 ? copy : null, made.Count, before.Count - made.Count);
    }

    public override Refusal? Explain(PostgresException violation, Input input) => WorkShiftRules.Explain(violation);
}
