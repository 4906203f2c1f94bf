using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.Files;

/// <summary>
/// Every ten minutes, for all businesses: bytes whose rows are gone leave the store. The database notes each of them in the
/// transaction that deletes the row (<c>platform.removed_files</c>), whoever deletes it.
/// </summary>
internal sealed class RemovedFiles(Databases databases, IServiceScopeFactory scopes, FileStore store) : IWorkHandler
{
    public const string Kind = "platform.removed_files";

    private const int Portion = 500;

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        IReadOnlyList<(TenantId Tenant, Guid Name)> some;
        do
        {
            some = await Next(cancel);
            foreach (var gone in some.GroupBy(s => s.Tenant, s => s.Name))
                await Clear(gone.Key, [.. gone], cancel);
        } while (some.Count == Portion);
    }

    /// <summary>First the bytes, then the list: what is deleted twice does no harm, what is forgotten would stay.</summary>
    private async Task Clear(TenantId tenant, Guid[] names, CancellationToken cancel)
    {
        foreach (var name in names)
            await store.Delete(tenant, name, cancel);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(cancel);
        await session.Execute($"DELETE FROM platform.removed_files WHERE tenant_id = {tenant.Value} AND object_id = ANY ({names})", cancel);
        await session.Commit(cancel);
    }

    private async Task<IReadOnlyList<(TenantId Tenant, Guid Name)>> Next(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            $"SELECT tenant_id, object_id FROM platform.removed_files ORDER BY tenant_id, object_id LIMIT {Portion}"
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<(TenantId, Guid)>();
        while (await rows.ReadAsync(cancel))
            found.Add((new(rows.GetGuid(0)), rows.GetGuid(1)));
        return found;
    }
}
