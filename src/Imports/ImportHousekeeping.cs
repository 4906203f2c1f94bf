using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Imports;

/// <summary>
/// Daily, for one business: a file that was uploaded and never imported goes after a day, and so does what undoing an import needs; rows
/// with mistakes go after 90 days.
/// </summary>
internal sealed class ImportHousekeeping(TenantSession session, TenantFiles files, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "imports.housekeeping";

    private const int DaysErrorsAreKept = 90;

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var forgotten = new List<Guid>();
        // One that is being started is locked: by the time it can be deleted it is no longer merely uploaded.
        await using (
            var command = Command(
                "DELETE FROM imports.imports WHERE tenant_id = $1 AND state = 'uploaded' AND created_at < $2 RETURNING file_id",
                days: 1
            )
        )
        await using (var gone = await command.ExecuteReaderAsync(cancel))
        {
            while (await gone.ReadAsync(cancel))
                if (!gone.IsDBNull(0))
                    forgotten.Add(gone.GetGuid(0));
        }
        foreach (var file in forgotten)
            await files.Forget(file, cancel);

        // What could be undone for a day: former values are of no use after it.
        await using var changes = Command(
            """
            DELETE FROM imports.import_changes c USING imports.imports i
            WHERE c.tenant_id = $1 AND i.tenant_id = $1 AND i.import_id = c.import_id AND i.finished_at < $2
            """,
            days: 1
        );
        await changes.ExecuteNonQueryAsync(cancel);
        await using var errors = Command(
            """
            DELETE FROM imports.import_errors e USING imports.imports i
            WHERE e.tenant_id = $1 AND i.tenant_id = $1 AND i.import_id = e.import_id AND i.finished_at < $2
            """,
            DaysErrorsAreKept
        );
        await errors.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(string sql, int days)
    {
        var command = new NpgsqlCommand(sql, session.Connection);
        command.Parameters.Add(new() { Value = session.Tenant.Value });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-days) });
        return command;
    }
}
