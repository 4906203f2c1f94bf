using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>Shifts that were taken off the roster.</summary>
internal sealed class ShiftsBin(TenantSession session, Words words) : IBinSource
{
    public IReadOnlyList<string> Tables { get; } = ["trade.work_shifts"];

    public bool IsFor(Caller caller) => caller.May(TradePermissions.RosterEdit);

    public Task<List<BinItem>> Newest(int most, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT s.shift_id, s.starts_at, s.ends_at, p.display_name, s.removed_at, (
                SELECT d.display_name FROM platform.audit_entries a JOIN platform.known_people d
                    ON d.tenant_id = a.tenant_id AND d.person_id = a.person_id
                WHERE a.tenant_id = s.tenant_id AND a.subject = {WorkShiftAudit.Subject} AND a.subject_id = s.shift_id::text
                    AND a.action = 'trade.shift_removed' ORDER BY a.entry_id DESC LIMIT 1)
            FROM trade.work_shifts s LEFT JOIN platform.known_people p
                ON p.tenant_id = s.tenant_id AND p.person_id = s.person_id
            WHERE s.tenant_id = {session.Tenant.Value} AND s.removed_at IS NOT NULL ORDER BY s.removed_at DESC LIMIT {most}
            """,
            row => new BinItem(
                row.GetGuid(0),
                "trade.work_shifts",
                $"{MalaysianTime.Show(row.GetFieldValue<DateTimeOffset>(1), words.Language)} – "
                    + MalaysianTime.Clock(row.GetFieldValue<DateTimeOffset>(2), words.Language)
                    + (row.IsDBNull(3) ? "" : " · " + row.GetString(3)),
                $"roster?day={MalaysianTime.Day(row.GetFieldValue<DateTimeOffset>(1)):yyyy-MM-dd}",
                row.GetFieldValue<DateTimeOffset>(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            ),
            cancel
        );

    public Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel) =>
        RestoreWorkShift.Do(runner, id, cancel);
}
