using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Files;

/// <summary>What the database knows of a file: the bytes lie in the file store, encrypted with the business's key.</summary>
internal sealed class StoredFile : ITenantRow
{
    private StoredFile() { }

    public StoredFile(Guid id, string name, string contentType, long size, SealedFile where, DateTimeOffset now) =>
        (FileId, Name, ContentType, Size, ObjectId, KeyVersion, CreatedAt) = (
            id,
            name,
            contentType,
            size,
            where.Object,
            where.KeyVersion,
            now
        );

    public TenantId TenantId { get; private set; }

    public Guid FileId { get; private set; }

    /// <summary>What it is, never what somebody called it: that may name a person, and stands with the record, encrypted.</summary>
    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    /// <summary>In bytes, before they are encrypted.</summary>
    public long Size { get; private set; }

    /// <summary>Its name in the store; each writing has a new one. Null where the bytes still lie in the row.</summary>
    public Guid? ObjectId { get; private set; }

    /// <summary>The data key's version it was encrypted with.</summary>
    public int? KeyVersion { get; private set; }

    /// <summary>The bytes of a file that a version before the store wrote; they move at the start.</summary>
    public byte[]? Content { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when it is taken away and may still come back; null while it is in use.</summary>
    public DateTimeOffset? DiscardedAt { get; private set; }
}

internal sealed class StoredFileTable : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> builder)
    {
        builder.ToTable("files");
        builder.HasKey(x => new { x.TenantId, x.FileId });
    }
}
