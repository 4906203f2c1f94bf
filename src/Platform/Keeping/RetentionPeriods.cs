using Niaga.Contract;
using Niaga.Platform.Data;

namespace Niaga.Platform.Keeping;

/// <summary>How long the business keeps each class of records, what it chose and what is usual.</summary>
public sealed class RetentionPeriods(TenantSession session)
{
    public async Task<IReadOnlyDictionary<RetentionClass, int>> Read(CancellationToken cancel)
    {
        var chosen = await session.Rows(
            $"SELECT class, period FROM platform.retention_periods WHERE tenant_id = {session.Tenant.Value}",
            row => (Class: row.GetString(0), Period: row.GetInt32(1)),
            cancel
        );
        return RetentionClass.All.ToDictionary(
            c => c,
            c => chosen.Where(p => p.Class == c.Key).Select(p => (int?)p.Period).FirstOrDefault() ?? c.Usual
        );
    }
}
