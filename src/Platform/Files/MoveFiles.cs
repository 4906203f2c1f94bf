using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;

namespace Niaga.Platform.Files;

/// <summary>Files that a version before the store kept in rows move into it, a few at a time.</summary>
internal static class MoveFiles
{
    private const int Portion = 20;

    public static async Task<int> Some(IServiceProvider services, CancellationToken cancel)
    {
        var (session, store) = (services.GetRequiredService<TenantSession>(), services.GetRequiredService<FileStore>());
        await session.Begin(cancel);
        var files = session.Open<PlatformDb>().Set<StoredFile>();
        var some = await files.AsNoTracking().Where(f => f.ObjectId == null).OrderBy(f => f.FileId).Take(Portion).ToListAsync(cancel);
        foreach (var file in some)
        {
            var where = await store.Write(session.Tenant, file.FileId, file.Content!, cancel);
            await files
                .Where(f => f.FileId == file.FileId && f.ObjectId == null)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(f => f.Content, (byte[]?)null)
                            .SetProperty(f => f.ObjectId, where.Object)
                            .SetProperty(f => f.KeyVersion, where.KeyVersion),
                    cancel
                );
        }
        await session.Commit(cancel);
        return some.Count;
    }
}
