using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Overview;

/// <summary>How a business stands with requests and breaches, in figures and times alone: nobody is named, nothing is opened.</summary>
internal sealed class PrivacyCounts(TenantSession session, TimeProvider clock)
{
    /// <param name="OpenRequests">Requests that wait.</param>
    /// <param name="LateRequests">Those whose day is over.</param>
    /// <param name="NextRequest">The first day one is due.</param>
    /// <param name="OpenBreaches">Breaches that are not closed.</param>
    /// <param name="LateBreaches">Those with a notice that should have gone.</param>
    /// <param name="NextNotice">When the first notice is due.</param>
    internal sealed record Counts(
        int OpenRequests,
        int LateRequests,
        DateOnly? NextRequest,
        int OpenBreaches,
        int LateBreaches,
        DateTimeOffset? NextNotice
    );

    public async Task<Counts> Read(CancellationToken cancel)
    {
        var (tenant, now) = (session.Tenant.Value, clock.GetUtcNow());
        var rows = await session.Rows(
            $"""
            SELECT r.open, r.late, r.next, b.open, b.late, b.next FROM (
                SELECT count(*)::int AS open, count(*) FILTER (WHERE due_on < {MalaysianTime.Day(now)})::int AS late, min(due_on) AS next
                FROM privacy.requests WHERE tenant_id = {tenant} AND state = 'open'
            ) r, (
                SELECT count(*)::int AS open, count(*) FILTER (WHERE due < {now})::int AS late, min(due) AS next FROM (
                    SELECT CASE WHEN commissioner_told_at IS NULL THEN known_at + interval '72 hours'
                        WHEN people_told_at IS NULL AND significant IS NOT FALSE THEN commissioner_told_at + interval '168 hours' END AS due
                    FROM privacy.breaches WHERE tenant_id = {tenant} AND closed_at IS NULL
                ) d
            ) b
            """,
            row => new Counts(
                row.GetInt32(0),
                row.GetInt32(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)
            ),
            cancel
        );
        return rows[0];
    }
}
