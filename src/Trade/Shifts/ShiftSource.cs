using Niaga.Platform.Data;
using Niaga.Platform.Subjects;

namespace Niaga.Trade.Shifts;

/// <summary>When a member worked, for themselves.</summary>
internal sealed class ShiftSource(TenantSession session) : ISubjectSource
{
    private static readonly string[] Columns = ["starts_at", "ends_at", "break_minutes", "note"];

    public IReadOnlyList<string> Tells { get; } = ["trade.work_shifts.note"];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (subject.Kind != "platform.person")
            return [];

        var shifts = await session.Rows(
            $"""
            SELECT starts_at, ends_at, break_minutes, note FROM trade.work_shifts
            WHERE tenant_id = {session.Tenant.Value} AND person_id = ANY ({subject.Ids.ToArray()}) ORDER BY starts_at
            """,
            row =>
                new object?[]
                {
                    row.GetFieldValue<DateTimeOffset>(0),
                    row.GetFieldValue<DateTimeOffset>(1),
                    row.GetInt32(2),
                    row.IsDBNull(3) ? null : row.GetString(3),
                },
            cancel
        );
        return [new("trade.work_shifts", Columns, shifts)];
    }
}
