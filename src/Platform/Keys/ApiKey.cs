using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Keys;

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

/// <summary>
/// <c>niaga_{tenant}_{secret}</c>: the business stands in the key itself, so that it is looked up behind that business's lock. 256
/// random bits need no slow hash; SHA-256 keeps a stolen table useless.
/// </summary>
internal readonly record struct KeySecret(TenantId Tenant, string Text)
{
    private const string Prefix = "niaga_";
    private const int IdLength = 32;
    private const int SecretLength = 43;
    private const int Shown = 4;

    public static KeySecret New(TenantId tenant) =>
        new(tenant, $"{Prefix}{tenant.Value:N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out KeySecret key)
    {
        key = default;
        if (
            text is null
            || text.Length != Prefix.Length + IdLength + 1 + SecretLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
        )
            return false;
        if (!Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var tenant))
            return false;

        key = new(new(tenant), text);
        return true;
    }

    /// <summary>Enough to recognise a key by, and of no use to anybody: 208 of 256 bits stay secret.</summary>
    public string Hint => $"{Text.AsSpan(Text.Length - SecretLength, Shown)}…{Text.AsSpan(Text.Length - Shown)}";

    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>Never the secret: a key may meet a log.</summary>
    public override string ToString() => $"{Prefix}{Tenant.Value:N}_…";
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(x => new { x.TenantId, x.KeyId });
    }
}
