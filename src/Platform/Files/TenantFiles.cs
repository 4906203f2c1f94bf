using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Niaga.Platform.Data;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Platform.Files;

/// <summary>How much a business keeps.</summary>
/// <param name="Bytes">Of all its files together.</param>
/// <param name="MostBytes">As many as it may keep.</param>
public readonly record struct FileUse(long Bytes, long MostBytes);

/// <summary>Files of the business at hand, within its quota: what they are stands in rows, the bytes in the file store.</summary>
public sealed class TenantFiles
{
    private const long Megabyte = 1024 * 1024;

    private readonly TenantSession session;
    private readonly FileStore store;
    private readonly IOptions<FileSettings> settings;
    private readonly TimeProvider clock;

    internal TenantFiles(TenantSession session, FileStore store, IOptions<FileSettings> settings, TimeProvider clock) =>
        (this.session, this.store, this.settings, this.clock) = (session, store, settings, clock);

    private long MostBytes => settings.Value.MegabytesPerBusiness * Megabyte;

    /// <summary>Keeps a file; within a use case's transaction.</summary>
    /// <param name="name">What it is, such as "logo": not what somebody called it.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Its id, or that there is no room for it, or that the store does not answer.</returns>
    public async Task<Outcome<Guid>> Keep(string name, string contentType, byte[] content, CancellationToken cancel)
    {
        if (await RefuseMore(content.Length, cancel) is { } full)
            return full;

        return await KeepRegardless(name, contentType, content, cancel);
    }

    /// <summary>
    /// As <see cref="Keep"/>, though there be no room: for what the law gives somebody by a day, which goes soon. It counts while it is
    /// there.
    /// </summary>
    public async Task<Outcome<Guid>> KeepRegardless(string name, string contentType, byte[] content, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        SealedFile where;
        try
        {
            where = await store.Write(session.Tenant, id, content, cancel);
        }
        catch (DependencyUnavailableException)
        {
            return PlatformErrors.FilesAway();
        }
        var db = session.Open<PlatformDb>();
        db.Set<StoredFile>().Add(new(id, name, contentType, content.Length, where, now));
        await db.SaveChangesAsync(cancel);
        return id;
    }

    /// <summary>The file, or null when this business has none by that id, or its bytes cannot be read.</summary>
    public async Task<KeptFile?> Find(Guid id, CancellationToken cancel)
    {
        var file = await session.Open<PlatformDb>().Set<StoredFile>().AsNoTracking().FirstOrDefaultAsync(f => f.FileId == id, cancel);
        if (file is null)
            return null;

        var content = file.ObjectId is { } name ? await store.Read(session.Tenant, id, name, cancel) : file.Content;
        return content is null ? null : new(id, file.ContentType, content);
    }

    /// <summary>Keeps a file of an archive as it was there, under its own id; within a use case's transaction.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">What it is.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="size">Its length.</param>
    /// <param name="createdAt">Since when it was kept there.</param>
    /// <param name="discardedAt">Since when it was taken away there; null while in use.</param>
    /// <param name="content">Its bytes; null where they were lost there, and are here.</param>
    /// <param name="cancel">Ends it.</param>
    internal async Task<Refusal?> Load(
        Guid id,
        string name,
        string contentType,
        long size,
        DateTimeOffset createdAt,
        DateTimeOffset? discardedAt,
        byte[]? content,
        CancellationToken cancel
    )
    {
        SealedFile where;
        try
        {
            where = content is null
                ? new(Guid.CreateVersion7(), (await session.Cipher(cancel)).Active)
                : await store.Write(session.Tenant, id, content, cancel);
        }
        catch (DependencyUnavailableException)
        {
            return PlatformErrors.FilesAway();
        }
        await session.Execute(
            $"""
            INSERT INTO platform.files
                (tenant_id, file_id, name, content_type, size, object_id, key_version, created_at, discarded_at)
            VALUES ({session.Tenant.Value}, {id}, {name}, {contentType}, {size}, {where.Object}, {where.KeyVersion},
                {createdAt.ToUniversalTime()}, {(object?)discardedAt?.ToUniversalTime()}::timestamptz)
            """,
            cancel
        );
        return null;
    }

    /// <summary>Whether so many bytes are more than a business may keep.</summary>
    internal Refusal? RefuseAllOf(long bytes) => bytes > MostBytes ? PlatformErrors.StorageFull(settings.Value.MegabytesPerBusiness) : null;

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
