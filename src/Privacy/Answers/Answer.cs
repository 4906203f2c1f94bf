using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Answers;

/// <summary>A file that somebody fetches by a link with a code. It lies sealed, and is emptied once it has expired.</summary>
internal sealed class Answer : ITenantRow
{
    private Answer() { }

    public Answer(Guid request, string kind, byte[] content, byte[] token, byte[] code, DateTimeOffset now)
    {
        (AnswerId, RequestId, Kind) = (Guid.CreateVersion7(now), request, kind);
        (TokenHash, CodeHash, CreatedAt, ExpiresAt) = (token, code, now, now + AnswerLink.Lives);
        Content = Personal<string>.Of(Convert.ToBase64String(content));
    }

    public TenantId TenantId { get; private set; }

    public Guid AnswerId { get; private set; }

    public Guid RequestId { get; private set; }

    /// <summary><c>zip</c> or <c>json</c>.</summary>
    public string Kind { get; private set; } = "";

    public byte[] TokenHash { get; private set; } = [];

    public byte[] CodeHash { get; private set; } = [];

    /// <summary>The file in base64: only texts are sealed.</summary>
    public Personal<string>? Content { get; private set; }

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
