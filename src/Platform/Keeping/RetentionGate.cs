using Niaga.Platform.Data;

namespace Niaga.Platform.Keeping;

/// <summary>The door between purging and holding: both go through it, one kind at a time.</summary>
internal static class RetentionGate
{
    /// <summary>A batch of a purge goes through; many may at once.</summary>
    public static Task Pass(TenantSession session, DateTimeOffset now, CancellationToken cancel) => Take(session, now, "SHARE", cancel);

    /// <summary>Who sets a hold shuts it until the commit: no batch is under way, and the next one sees the hold.</summary>
    public static Task Shut(TenantSession session, DateTimeOffset now, CancellationToken cancel) => Take(session, now, "UPDATE", cancel);

    private static async Task Take(TenantSession session, DateTimeOffset now, string strength, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        await session.Execute(
            $"INSERT INTO platform.retention_gates (tenant_id, passed_at) VALUES ({tenant}, {now}) ON CONFLICT DO NOTHING",
            cancel
        );
        await session.Rows(
            $"SELECT 1 FROM platform.retention_gates WHERE tenant_id = $1 FOR {strength}",
            [tenant],
            row => row.GetInt32(0),
            cancel
        );
    }
}
