using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Work;

namespace Niaga.Pictures;

/// <summary>Daily, for one business: what was removed a day ago cannot come back any more.</summary>
internal sealed class PictureHousekeeping(TenantSession session, TenantFiles files, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "pictures.housekeeping";

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var db = session.Open<PicturesDb>();
        var before = clock.GetUtcNow().AddDays(-1);
        var gone = await db.Set<RecordPicture>().Where(p => p.RemovedAt < before).ToListAsync(cancel);
        db.RemoveRange(gone);
        await db.SaveChangesAsync(cancel);
        foreach (var file in gone.SelectMany(p => p.Files))
            await files.Forget(file, cancel);
    }
}
