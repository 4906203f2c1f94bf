using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Work;

namespace Niaga.Platform.Archives;

/// <summary>
/// Hourly: archives whose time is over leave the folder, and with them what no row speaks of, as of a business that was purged.
/// </summary>
internal sealed class ClearArchives(IServiceScopeFactory scopes, ArchiveStore store, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "platform.clear_archives";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        foreach (var (tenant, archive) in store.All())
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            await session.Begin(cancel);
            await session.Execute(
                $"""
                UPDATE platform.archives SET state = 'expired'
                WHERE tenant_id = {tenant.Value} AND archive_id = {archive} AND state = 'ready' AND expires_at <= {clock.GetUtcNow()}
                """,
                cancel
            );
            var wanted = await session.Rows(
                $"""
                SELECT 1 FROM platform.archives
                WHERE tenant_id = {tenant.Value} AND archive_id = {archive} AND state IN ('waiting', 'running', 'ready')
                """,
                row => row.GetInt32(0),
                cancel
            );
            await session.Commit(cancel);
            if (wanted.Count == 0)
                store.Delete(tenant, archive);
        }
    }
}
