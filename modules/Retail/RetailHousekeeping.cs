using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Retail;

/// <summary>Daily, for one business: a file that was uploaded and never imported goes after a day.</summary>
internal sealed class RetailHousekeeping(TenantSession session, TenantFiles files, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "retail.housekeeping";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var forgotten = new List<Guid>();
        // One that is being started is locked: by the time it can be deleted it is no longer merely uploaded.
        await using (
            var command = new NpgsqlCommand(
                "DELETE FROM retail.product_imports WHERE tenant_id = $1 AND state = 'uploaded' AND created_at < $2 RETURNING file_id",
                session.Connection
            )
        )
        {
            command.Parameters.Add(new() { Value = session.Tenant.Value });
            command.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-1) });
            await using var gone = await command.ExecuteReaderAsync(cancel);
            while (await gone.ReadAsync(cancel))
                if (!gone.IsDBNull(0))
                    forgotten.Add(gone.GetGuid(0));
        }
        foreach (var file in forgotten)
            await files.Forget(file, cancel);
    }
}
