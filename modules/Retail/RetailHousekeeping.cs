using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Retail;

/// <summary>
/// Daily, for one business: a file that was uploaded and never imported goes after a day, and so does what undoing an import needs; months
/// that are over are summed for the reports.
/// </summary>
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

        await using (var sums = new NpgsqlCommand("SELECT retail.sum_months($1, $2)", session.Connection))
        {
            sums.Parameters.Add(new() { Value = session.Tenant.Value });
            sums.Parameters.Add(new() { Value = MalaysianTime.Day(clock.GetUtcNow()) });
            await sums.ExecuteNonQueryAsync(cancel);
        }

        // What could be undone for a day: former values are of no use after it.
        await using var stale = new NpgsqlCommand(
            """
            DELETE FROM retail.product_import_changes c USING retail.product_imports i
            WHERE c.tenant_id = $1 AND i.tenant_id = $1 AND i.import_id = c.import_id AND i.finished_at < $2
            """,
            session.Connection
        );
        stale.Parameters.Add(new() { Value = session.Tenant.Value });
        stale.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-1) });
        await stale.ExecuteNonQueryAsync(cancel);
    }
}
