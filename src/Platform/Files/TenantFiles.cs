using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Platform.Files;

/// <summary>How much a business keeps.</summary>
/// <param name="Bytes">Of all its files together.</param>
/// <param name="MostBytes">As many as it may keep.</param>
public readonly record struct FileUse(long Bytes, long MostBytes);

/// <summary>Files of the business at hand, within its quota.</summary>
public sealed class TenantFiles(TenantSession session, IOptions<FileSettings> settings, TimeProvider clock)
{
    private const long Megabyte = 1024 * 1024;

    private long MostBytes => settings.Value.MegabytesPerBusiness * Megabyte;

    /// <summary>Keeps a file; within a use case's transaction.</summary>
    /// <returns>Its id, or that there is no room for it.</returns>
    public async Task<Outcome<Guid>> Keep(string name, string contentType, byte[] content, CancellationToken cancel)
    {
        if (await RefuseMore(content.Length, cancel) is { } full)
            return full;

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

    /// <summary>Takes files away so that they can come back; they no longer count. Whoever does so forgets them in the end.</summary>
    public Task Discard(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return session
            .Open<PlatformDb>()
            .Set<StoredFile>()
            .Where(f => ids.Contains(f.FileId) && f.DiscardedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.DiscardedAt, now), cancel);
    }

    /// <summary>Takes discarded files back into use, where there is still room.</summary>
    public async Task<Refusal?> TakeBack(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var discarded = session.Open<PlatformDb>().Set<StoredFile>().Where(f => ids.Contains(f.FileId) && f.DiscardedAt != null);
        if (await RefuseMore(await discarded.SumAsync(f => f.Size, cancel), cancel) is { } full)
            return full;

        await discarded.ExecuteUpdateAsync(set => set.SetProperty(f => f.DiscardedAt, (DateTimeOffset?)null), cancel);
        return null;
    }

    public async Task<FileUse> Use(CancellationToken cancel) => new(await Bytes(cancel), MostBytes);

    /// <summary>Uploads of one business queue here until they commit: each sees what the one before it kept.</summary>
    private async Task<Refusal?> RefuseMore(long bytes, CancellationToken cancel)
    {
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{session.Tenant} files" });
        await hold.ExecuteNonQueryAsync(cancel);
        return await Bytes(cancel) + bytes > MostBytes ? PlatformErrors.StorageFull(settings.Value.MegabytesPerBusiness) : null;
    }

    private Task<long> Bytes(CancellationToken cancel) =>
        session.Open<PlatformDb>().Set<StoredFile>().Where(f => f.DiscardedAt == null).SumAsync(f => f.Size, cancel);
}
