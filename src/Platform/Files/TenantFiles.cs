using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Platform.Files;

/// <summary>Files of the business at hand.</summary>
public sealed class TenantFiles(TenantSession session, TimeProvider clock)
{
    /// <summary>Keeps a file; within a use case's transaction.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> Keep(string name, string contentType, byte[] content, CancellationToken cancel)
    {
        var file = new StoredFile(name, contentType, content, clock.GetUtcNow());
        var db = session.Open<PlatformDb>();
        db.Set<StoredFile>().Add(file);
        await db.SaveChangesAsync(cancel);
        return file.FileId;
    }

    /// <summary>The file, or null when this business has none by that id.</summary>
    public Task<StoredFile?> Find(Guid id, CancellationToken cancel) =>
        session.Open<PlatformDb>().Set<StoredFile>().AsNoTracking().FirstOrDefaultAsync(f => f.FileId == id, cancel);

    /// <summary>Forgets a file; within a use case's transaction.</summary>
    public Task Forget(Guid id, CancellationToken cancel) =>
        session.Open<PlatformDb>().Set<StoredFile>().Where(f => f.FileId == id).ExecuteDeleteAsync(cancel);
}
