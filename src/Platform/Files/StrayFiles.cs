using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Data;
using Niaga.Platform.Work;

namespace Niaga.Platform.Files;

/// <summary>
/// Daily, for one business: bytes in the store that no row points to. They were written for a transaction that then failed, or
/// their row came from a backup and went again.
/// </summary>
internal sealed class StrayFiles(TenantSession session, FileStore store, TimeProvider clock, ILogger<StrayFiles> log) : IWorkHandler
{
    public const string Kind = "platform.stray_files";

    /// <summary>Longer than any transaction that is still to write its row.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var old = clock.GetUtcNow() - Grace;
        var names = new List<Guid>();
        await foreach (var one in store.Objects.List(FileStore.PrefixOf(session.Tenant), cancel))
        {
            if (one.WrittenAt < old && Guid.TryParse(one.Name.AsSpan(one.Name.LastIndexOf('/') + 1), out var name))
                names.Add(name);
        }
        var stray = 0;
        foreach (var some in names.Chunk(1000))
        {
            var known = await session
                .Open<PlatformDb>()
                .Set<StoredFile>()
                .Where(f => f.ObjectId != null && some.Contains(f.ObjectId.Value))
                .Select(f => f.ObjectId!.Value)
                .ToListAsync(cancel);
            foreach (var name in some.Except(known))
            {
                await store.Delete(session.Tenant, name, cancel);
                stray++;
            }
        }
        if (stray > 0)
            log.LogInformation("{Files} stray files of {Tenant} left the store", stray, session.Tenant);
    }
}
