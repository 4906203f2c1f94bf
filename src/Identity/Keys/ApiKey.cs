using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Identity.Access;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Keys;

/// <summary>
/// What a program acts with in one business: a part of what the person who made it may do there, never more than they may at that
/// moment. Only the hash of its secret is kept.
/// </summary>
internal sealed class ApiKey : ITenantRow
{
    private ApiKey() { }

    public ApiKey(
        Guid id,
        PersonId maker,
        string name,
        IEnumerable<string> scope,
        KeySecret secret,
        DateTimeOffset now,
        DateTimeOffset expires
    ) =>
        (KeyId, PersonId, Name, Scope, SecretHash, Hint, CreatedAt, ExpiresAt) = (
            id,
            maker,
            name,
            [.. scope],
            secret.Hash(),
            secret.Hint,
            now,
            expires
        );

    public TenantId TenantId { get; private set; }

    public Guid KeyId { get; private set; }

    /// <summary>Who made it.</summary>
    public PersonId PersonId { get; private set; }

    /// <summary>What it is for, in the words of whoever made it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Permissions it was given; what they imply goes with them.</summary>
    public string[] Scope { get; private set; } = [];

    public byte[] SecretHash { get; private set; } = [];

    /// <summary>First and last characters of the secret.</summary>
    public string Hint { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(x => new { x.TenantId, x.KeyId });
    }
}
