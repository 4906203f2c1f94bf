using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>An e-mailed invitation: lets whoever reads that mailbox join a business, once, within a week.</summary>
internal sealed class Invitation : ITenantRow
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private Invitation() { }

    public Invitation(EmailAddress email, string role, string language, PersonId by, InvitationCode code, DateTimeOffset now)
    {
        (InvitationId, Email, EmailKey, Role, Language, CreatedAt) = (
            Guid.CreateVersion7(now),
            email.Value,
            email.Normalized,
            role,
            language,
            now
        );
        Send(by, code, now);
    }

    public TenantId TenantId { get; private set; }

    public Guid InvitationId { get; private set; }

    public string Email { get; private set; } = "";

    /// <summary>Upper case, for comparing.</summary>
    public string EmailKey { get; private set; } = "";

    /// <summary>Key of the role it gives.</summary>
    public string Role { get; private set; } = "";

    /// <summary>The places it lets somebody work at; null is all.</summary>
    public Guid[]? Branches { get; private set; }

    /// <summary>Code of the e-mail's language.</summary>
    public string Language { get; private set; } = "";

    /// <summary>Who vouches for it: whoever sent it last.</summary>
    public PersonId InvitedBy { get; private set; }

    public byte[] TokenHash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset SentAt { get; private set; }

    public int SentCount { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public PersonId? AcceptedBy { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Neither accepted nor revoked. It may have expired.</summary>
    public bool IsOpen => AcceptedAt is null && RevokedAt is null;

    /// <summary>A new link; the one before is worth nothing from now on.</summary>
    public void Send(PersonId by, InvitationCode code, DateTimeOffset now) =>
        (InvitedBy, TokenHash, SentAt, ExpiresAt, SentCount) = (by, code.Hash(), now, now + Life, SentCount + 1);

    public void WorkAt(Guid[]? branches) => Branches = branches;

    public void Revoke(DateTimeOffset now) => RevokedAt = now;

    public void Accept(PersonId by, DateTimeOffset now) => (AcceptedAt, AcceptedBy) = (now, by);
}

/// <summary>What an invitation's link carries. 256 random bits need no slow hash; SHA-256 keeps a stolen table useless.</summary>
internal readonly record struct InvitationCode(string Text)
{
    private const int Length = 43;

    public static InvitationCode New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out InvitationCode code)
    {
        code = new(text ?? "");
        return text?.Length == Length && Base64Url.IsValid(text);
    }

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    /// <summary>Never the secret: a code may meet a log.</summary>
    public override string ToString() => "…";
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.HasKey(x => new { x.TenantId, x.InvitationId });
    }
}
