using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Pictures;

/// <summary>A picture of a record. Removed, it can come back for a day.</summary>
internal sealed class RecordPicture : ITenantRow
{
    private RecordPicture() { }

    public RecordPicture(string subject, Guid recordId, int place, ReadPicture picture, Guid[] files, DateTimeOffset now)
    {
        (PictureId, CreatedAt) = (Guid.CreateVersion7(now), now);
        (Subject, RecordId, Place, FormerPlace) = (subject, recordId, place, place);
        (Hash, Width, Height) = (picture.Hash, picture.Width, picture.Height);
        Bytes = picture.Large.LongLength + picture.Medium.LongLength + picture.Small.LongLength;
        (LargeFileId, MediumFileId, SmallFileId) = (files[0], files[1], files[2]);
    }

    public TenantId TenantId { get; private set; }

    public Guid PictureId { get; private set; }

    public string Subject { get; private set; } = "";

    public Guid RecordId { get; private set; }

    /// <summary>From 1; null while it is removed.</summary>
    public int? Place { get; private set; }

    public int FormerPlace { get; private set; }

    public Guid Hash { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Of all its sizes.</summary>
    public long Bytes { get; private set; }

    public Guid LargeFileId { get; private set; }

    public Guid MediumFileId { get; private set; }

    public Guid SmallFileId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>What took its place, where it was replaced.</summary>
    public Guid? ReplacedBy { get; private set; }

    public Guid[] Files => [LargeFileId, MediumFileId, SmallFileId];

    public void Stand(int place) => (Place, FormerPlace, RemovedAt, ReplacedBy) = (place, place, null, null);

    public void Remove(Guid? replacedBy, DateTimeOffset now) => (Place, RemovedAt, ReplacedBy) = (null, now, replacedBy);
}

internal sealed class RecordPictureTable : IEntityTypeConfiguration<RecordPicture>
{
    public void Configure(EntityTypeBuilder<RecordPicture> builder)
    {
        builder.ToTable("pictures").HasKey(p => new { p.TenantId, p.PictureId });
        builder.Ignore(p => p.Files);
    }
}
