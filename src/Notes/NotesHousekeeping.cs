using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Work;

namespace Niaga.Notes;

/// <summary>Daily, for one business: what was taken away a day ago cannot come back any more.</summary>
internal sealed class NotesHousekeeping(TenantSession session, TenantFiles files, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "notes.housekeeping";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var (tenant, before) = (session.Tenant.Value, clock.GetUtcNow().AddDays(-1));
        await session.Execute($"DELETE FROM notes.comments WHERE tenant_id = {tenant} AND removed_at < {before}", cancel);
        var gone = await session.Rows(
            $"DELETE FROM notes.attachments WHERE tenant_id = {tenant} AND removed_at < {before} RETURNING file_id",
            row => row.GetGuid(0),
            cancel
        );
        foreach (var file in gone)
            await files.Forget(file, cancel);
    }
}
