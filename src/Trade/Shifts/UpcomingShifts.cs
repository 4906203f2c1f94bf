using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>
/// The caller's next published shift at any place they may work at, for the dashboard: remembered for the whole business, so that a page
/// asks nothing.
/// </summary>
internal sealed class UpcomingShifts(TenantSession session, Caller caller, TimeProvider clock)
{
    private const int MostDays = 14;
    private const int Most = 2000;

    /// <param name="Branch">Where.</param>
    internal sealed record Next(Guid Id, PersonId Person, Guid Branch, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    private sealed record Known(IReadOnlyList<Next> Shifts);

    /// <summary>The shift under way or the next one within two weeks; null for none.</summary>
    public async Task<Next?> Mine(CancellationToken cancel)
    {
        if (caller.Person is not { } person)
            return null;

        var now = clock.GetUtcNow();
        var today = MalaysianTime.Day(now);
        var known = await session.RememberWide(async () => new Known(await Read(today, cancel)));
        return known.Shifts.FirstOrDefault(s => s.Person == person && s.EndsAt > now && s.StartsAt < now.AddDays(MostDays));
    }

    private Task<List<Next>> Read(DateOnly today, CancellationToken cancel)
    {
        // Without an end: in a business where nothing changes for weeks, what is remembered still reaches far enough.
        var from = MalaysianTime.Start(today.AddDays(-1));
        return session.Rows(
            $"""
            SELECT shift_id, person_id, branch_id, starts_at, ends_at FROM trade.work_shifts
            WHERE tenant_id = {session.Tenant.Value} AND starts_at >= {from}
                AND person_id IS NOT NULL AND published_at IS NOT NULL AND removed_at IS NULL ORDER BY starts_at LIMIT {Most}
            """,
            row => new Next(
                row.GetGuid(0),
                new(row.GetGuid(1)),
                row.GetGuid(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4)
            ),
            cancel,
            wide: true
        );
    }
}
