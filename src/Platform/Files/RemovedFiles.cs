using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Platform.Files;

/// <summary>
/// Every ten minutes, for all businesses: bytes whose rows are gone leave the store. The database notes each of them in the
/// transaction that deletes the row (<c>platform.removed_files</c>), whoever deletes it.
/// </summary>
internal sealed class RemovedFiles(Databases databases, FileStore store) : IWorkHandler
{
    public const string Kind = "platform.removed_files";

    private const int Portion = 500;

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        IReadOnlyList<(Guid Tenant, Guid Name)> some;
        do
        {
            some = await Next(cancel);
            foreach (var (tenant, name) in some)
                await store.Delete(new TenantId(tenant), name, cancel);
            await using var done = databases.Shared.CreateCommand("DELETE FROM platform.removed_files WHERE object_id = ANY ($1)");
            done.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. some.Select(s => s.Name)] });
            await done.ExecuteNonQueryAsync(cancel);
        } while (some.Count == Portion);
    }

    private async Task<IReadOnlyList<(Guid Tenant, Guid Name)>> Next(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            $"SELECT tenant_id, object_id FROM platform.removed_files ORDER BY object_id LIMIT {Portion}"
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<(Guid, Guid)>();
        while (await rows.ReadAsync(cancel))
            found.Add((rows.GetGuid(0), rows.GetGuid(1)));
        return found;
    }
}
