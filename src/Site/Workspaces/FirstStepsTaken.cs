using Microsoft.EntityFrameworkCore;
using Niaga.Platform;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;

namespace Niaga.Site.Workspaces;

/// <summary>Which of its first steps a new business has taken.</summary>
internal sealed class FirstStepsTaken(TenantSession session, TimeProvider clock)
{
    private static readonly TimeSpan Shown = TimeSpan.FromDays(14);

    private sealed record Row(bool New, string[] Happened);

    /// <summary>Those of the audited events that have happened; null once the business is no longer new.</summary>
    public async Task<IReadOnlySet<string>?> Find(IEnumerable<string> actions, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        var since = clock.GetUtcNow() - Shown;
        var (tenant, first, wanted) = (db.Tenant.Value, AuditFilter.Earliest(since), actions.ToArray());
        var found = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT b.agreed_at >= {since} AS "New", CASE WHEN b.agreed_at >= {since} THEN ARRAY(SELECT DISTINCT action
                    FROM platform.audit_entries WHERE tenant_id = {tenant} AND entry_id >= {first} AND action = ANY ({wanted}))
                    ELSE ARRAY[]::text[] END AS "Happened"
                FROM platform.businesses b WHERE b.tenant_id = {tenant}
                """
            )
            .SingleAsync(cancel);
        return found.New ? found.Happened.ToHashSet(StringComparer.Ordinal) : null;
    }
}
