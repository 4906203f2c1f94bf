using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Files;

/// <summary>A file of a business, kept in its rows: isolated, backed up and erased with everything else of the tenant.</summary>
public sealed class StoredFile : ITenantRow
{
    private StoredFile() { }

    internal StoredFile(string name, string contentType, byte[] content, DateTimeOffset now) =>
        (FileId, Name, ContentType, Size, Content, CreatedAt) = (Guid.CreateVersion7(now), name, contentType, content.Length, content, now);

    public TenantId TenantId { get; private set; }

    public Guid FileId { get; private set; }

    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    public long Size { get; private set; }

    public byte[] Content { get; private set; } = [];

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
