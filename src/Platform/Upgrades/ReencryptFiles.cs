using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Upgrades;

/// <summary>
/// Writes files that an older data key encrypted anew, a few at a time; the former bytes leave the store once the row says where the new
/// ones are. Answers how many; 0 once none is left that opens.
/// </summary>
[OperatorOnly]
internal sealed class ReencryptFiles(TenantSession session, FileStore store)
    : UseCase<ReencryptFiles, ReencryptFiles.Input, ReencryptFiles.Portion>
{
    private const int Files = 20;

    /// <param name="After">The last file that was looked at; null to begin.</param>
    public sealed record Input(Guid? After);

    /// <param name="Last">The last file that was looked at; null once none is left.</param>
    /// <param name="Encrypted">Files written anew.</param>
    public sealed record Portion(Guid? Last, int Encrypted);

    public override async Task<Outcome<Portion>> Run(Input input, CancellationToken cancel)
    {
        var (active, after) = ((await session.Cipher(cancel)).Active, input.After ?? Guid.Empty);
        var files = session.Open<PlatformDb>().Set<StoredFile>();
        var some = await files
            .AsNoTracking()
            .Where(f => f.KeyVersion != null && f.KeyVersion != active && f.FileId > after)
            .OrderBy(f => f.FileId)
            .Take(Files)
            .Select(f => new { f.FileId, Name = f.ObjectId!.Value })
            .ToListAsync(cancel);
        var encrypted = 0;
        foreach (var file in some)
        {
            // One that cannot be read stays: the log has been told.
            if (await store.Read(session.Tenant, file.FileId, file.Name, cancel) is not { } content)
                continue;

            var where = await store.Write(session.Tenant, file.FileId, content, cancel);
            encrypted += await files
                .Where(f => f.FileId == file.FileId && f.ObjectId == file.Name)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(f => f.ObjectId, where.Object).SetProperty(f => f.KeyVersion, where.KeyVersion),
                    cancel
                );
        }
        return new Portion(some.Count < Files ? null : some[^1].FileId, encrypted);
    }
}
