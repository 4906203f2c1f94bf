using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Pictures;

/// <summary>The pictures of the business's records: what a page and the API read, and what a module's use case changes.</summary>
public sealed class RecordPictures(TenantSession session, TenantFiles files, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Of one record.</summary>
    public const int Most = 8;

    public async Task<PictureList> Of(PictureKind kind, Guid record, CancellationToken cancel) =>
        new(
            await session
                .Open<PicturesDb>()
                .Set<RecordPicture>()
                .Where(p => p.Subject == kind.Subject && p.RecordId == record && p.RemovedAt == null)
                .OrderBy(p => p.Place)
                .Select(p => new PictureView(p.PictureId, p.Hash, p.Width, p.Height, p.Bytes))
                .ToListAsync(cancel)
        );

    /// <summary>Of a hash, which the caller may see; null where no such record shows it.</summary>
    internal Task<KeptFile?> Find(PictureKind kind, Guid hash, PictureSize size, CancellationToken cancel) =>
        Find(p => p.Subject == kind.Subject && p.Hash == hash && p.RemovedAt == null, size, cancel);

    /// <summary>Of a record and the picture's id.</summary>
    internal Task<KeptFile?> Find(PictureKind kind, Guid record, Guid picture, PictureSize size, CancellationToken cancel) =>
        Find(p => p.Subject == kind.Subject && p.RecordId == record && p.PictureId == picture && p.RemovedAt == null, size, cancel);

    /// <summary>The small square of a hash, for an endpoint of the module's own that has made sure who may see it; null for none.</summary>
    public async Task<FileContentHttpResult?> Thumb(PictureKind kind, Guid hash, HttpResponse response, CancellationToken cancel) =>
        await Find(kind, hash, PictureSize.Small, cancel) is { } file ? PictureFile.Serve(file, response, forever: true) : null;

    /// <summary>Does it, within a use case's transaction. Changes of one record queue.</summary>
    /// <returns>The record's pictures from now on.</returns>
    public async Task<Outcome<PictureList>> Apply(PictureKind kind, PictureChange change, CancellationToken cancel)
    {
        if (!await kind.Exists(session, change.Record, cancel))
            return kind.NotFound;

        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{session.Tenant} {kind.Subject} {change.Record}" });
        await hold.ExecuteNonQueryAsync(cancel);

        var db = session.Open<PicturesDb>();
        var all = await db.Set<RecordPicture>()
            .Where(p => p.Subject == kind.Subject && p.RecordId == change.Record)
            .OrderBy(p => p.Place)
            .ToListAsync(cancel);
        var shown = all.Where(p => p.RemovedAt is null).ToList();
        if (change is PictureChange.Order same && same.Pictures.SequenceEqual(shown.Select(p => p.PictureId)))
            return List(shown);

        var before = shown.Count;
        var outcome = change switch
        {
            PictureChange.Add add => await Add(kind, add, all, shown, cancel),
            PictureChange.Order order => Order(order, ref shown),
            PictureChange.Remove remove => await Remove(remove, all, shown, cancel),
            PictureChange.Restore restore => await Restore(restore, all, shown, cancel),
            _ => throw new InvalidOperationException($"Unknown change {change.GetType().Name}"),
        };
        if (!outcome.Succeeded(out var done, out var refusal))
            return refusal;

        for (var at = 0; at < shown.Count; at++)
            shown[at].Stand(at + 1);
        await db.SaveChangesAsync(cancel);
        audit.Record(done, kind.Subject, change.Record, new { Pictures = before }, new { Pictures = shown.Count });
        return List(shown);
    }

    private static PictureList List(List<RecordPicture> shown) =>
        new(shown.ConvertAll(p => new PictureView(p.PictureId, p.Hash, p.Width, p.Height, p.Bytes)));

    private async Task<Outcome<string>> Add(
        PictureKind kind,
        PictureChange.Add add,
        List<RecordPicture> all,
        List<RecordPicture> shown,
        CancellationToken cancel
    )
    {
        var at = add.Replaces is { } old ? shown.FindIndex(p => p.PictureId == old) : shown.Count;
        if (at < 0)
            return PictureErrors.NotFound();
        if (add.Replaces is null && shown.Count >= Most)
            return PictureErrors.TooMany();

        var replaced = add.Replaces is null ? null : shown[at];
        // First what is taken away: the new one may need its room.
        if (replaced is not null)
            await TakeAway(replaced, all, cancel);
        var kept = new List<Guid>();
        foreach (var content in new[] { add.Picture.Large, add.Picture.Medium, add.Picture.Small })
        {
            if (!(await files.Keep("picture.webp", ReadPicture.ContentType, content, cancel)).Succeeded(out var file, out var full))
                return full;

            kept.Add(file);
        }
        var picture = new RecordPicture(kind.Subject, add.Record, at + 1, add.Picture, [.. kept], clock.GetUtcNow());
        session.Open<PicturesDb>().Add(picture);
        replaced?.Remove(picture.PictureId, clock.GetUtcNow());
        if (replaced is null)
            shown.Add(picture);
        else
            shown[at] = picture;
        return replaced is null ? "pictures.added" : "pictures.replaced";
    }

    private static Outcome<string> Order(PictureChange.Order order, ref List<RecordPicture> shown)
    {
        if (order.Version is { } seen && seen != List(shown).Version)
            return PlatformErrors.ChangedByAnother();
        if (order.Pictures.Count != shown.Count || !order.Pictures.ToHashSet().SetEquals(shown.Select(p => p.PictureId)))
            return PictureErrors.OrderInvalid();

        var pictures = shown.ToDictionary(p => p.PictureId);
        shown = [.. order.Pictures.Select(id => pictures[id])];
        return "pictures.ordered";
    }

    private async Task<Outcome<string>> Remove(
        PictureChange.Remove remove,
        List<RecordPicture> all,
        List<RecordPicture> shown,
        CancellationToken cancel
    )
    {
        if (shown.Find(p => p.PictureId == remove.Picture) is not { } picture)
            return PictureErrors.NotFound();

        await TakeAway(picture, all, cancel);
        picture.Remove(null, clock.GetUtcNow());
        shown.Remove(picture);
        return "pictures.removed";
    }

    private async Task<Outcome<string>> Restore(
        PictureChange.Restore restore,
        List<RecordPicture> all,
        List<RecordPicture> shown,
        CancellationToken cancel
    )
    {
        if (all.Find(p => p.PictureId == restore.Picture && p.RemovedAt is not null) is not { } picture)
            return PictureErrors.NotFound();
        var at = shown.FindIndex(p => p.PictureId == picture.ReplacedBy);
        if (at < 0 && shown.Count >= Most)
            return PictureErrors.TooMany();

        if (at >= 0)
        {
            await files.Discard(shown[at].Files, cancel);
            shown[at].Remove(picture.PictureId, clock.GetUtcNow());
        }
        if (await files.TakeBack(picture.Files, cancel) is { } full)
            return full;

        if (at >= 0)
            shown[at] = picture;
        else
            shown.Insert(Math.Min(picture.FormerPlace - 1, shown.Count), picture);
        return "pictures.restored";
    }

    /// <summary>Only the last one taken from a record can come back: what is removed again and again fills no disk.</summary>
    private async Task TakeAway(RecordPicture picture, List<RecordPicture> all, CancellationToken cancel)
    {
        var db = session.Open<PicturesDb>();
        var earlier = all.Where(p => p.RemovedAt is not null).ToList();
        db.RemoveRange(earlier);
        await db.SaveChangesAsync(cancel);
        foreach (var file in earlier.SelectMany(p => p.Files))
            await files.Forget(file, cancel);
        await files.Discard(picture.Files, cancel);
    }

    private async Task<KeptFile?> Find(Expression<Func<RecordPicture, bool>> which, PictureSize size, CancellationToken cancel)
    {
        var pictures = session.Open<PicturesDb>().Set<RecordPicture>().Where(which);
        var ids = size switch
        {
            PictureSize.Small => pictures.Select(p => (Guid?)p.SmallFileId),
            PictureSize.Medium => pictures.Select(p => (Guid?)p.MediumFileId),
            _ => pictures.Select(p => (Guid?)p.LargeFileId),
        };
        return await ids.FirstOrDefaultAsync(cancel) is { } file ? await files.Find(file, cancel) : null;
    }
}
