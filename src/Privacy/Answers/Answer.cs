using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Answers;

/// <summary>A file that somebody fetches by a link with a code. It lies in the file store, and goes once it has expired.</summary>
internal sealed class Answer : ITenantRow
{
    private Answer() { }

    public Answer(Guid request, string kind, Guid file, byte[] token, byte[] code, DateTimeOffset now)
    {
        (AnswerId, RequestId, Kind, FileId) = (Guid.CreateVersion7(now), request, kind, file);
        (TokenHash, CodeHash, CreatedAt, ExpiresAt) = (token, code, now, now + AnswerLink.Lives);
    }

    public TenantId TenantId { get; private set; }

    public Guid AnswerId { get; private set; }

    public Guid RequestId { get; private set; }

    /// <summary><c>zip</c> or <c>json</c>.</summary>
    public string Kind { get; private set; } = "";

    public byte[] TokenHash { get; private set; } = [];

    public byte[] CodeHash { get; private set; } = [];

    /// <summary>Null once it has gone.</summary>
    public Guid? FileId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }
}

internal sealed class AnswerTable : IEntityTypeConfiguration<Answer>
{
    public void Configure(EntityTypeBuilder<Answer> builder)
    {
        builder.ToTable("answers");
        builder.HasKey(a => new { a.TenantId, a.AnswerId });
    }
}
