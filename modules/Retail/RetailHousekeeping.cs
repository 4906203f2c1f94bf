using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Retail;

/// <summary>Daily, for one business: months that are over are summed for the reports.</summary>
internal sealed class RetailHousekeeping(TenantSession session, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "retail.housekeeping";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        await using (var sums = new NpgsqlCommand("SELECT retail.sum_months($1, $2)", session.Connection))
        {
            sums.Parameters.Add(new() { Value = session.Tenant.Value });
            sums.Parameters.Add(new() { Value = MalaysianTime.Day(clock.GetUtcNow()) });
            await sums.ExecuteNonQueryAsync(cancel);
        }
    }
}
