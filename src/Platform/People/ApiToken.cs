using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.People;

/// <summary>A bearer token of one person in one business. Only the hash of its secret is kept.</summary>
internal sealed class ApiToken : ITenantRow
{
    private ApiToken()
    {
    }

    public ApiToken(PersonId person, string name, BearerToken token, DateTimeOffset now, DateTimeOffset expires) =>
        (TokenId, PersonId, Name, SecretHash, CreatedAt, ExpiresAt) = (Guid.CreateVersion7(now), person, name, token.Hash(), now, expires);

    public TenantId TenantId { get; private set; }

    public Guid TokenId { get; private set; }

    public PersonId PersonId { get; private set; }

    public string Name { get; private set; } = "";

    public byte[] SecretHash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

/// <summary>
/// <c>niaga_{tenant}_{secret}</c>: the business stands in the token itself, so that the token is looked up behind that business's
/// lock. 256 random bits need no slow hash; SHA-256 keeps a stolen table useless.
/// </summary>
internal readonly record struct BearerToken(TenantId Tenant, string Text)
{
    private const string Prefix = "niaga_";
    private const int IdLength = 32;
    private const int SecretLength = 43;

    public static BearerToken New(TenantId tenant) =>
        new(tenant, $"{Prefix}{tenant.Value:N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out BearerToken token)
    {
        token = default;
        if (text is null || text.Length != Prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var tenant)) return false;
        token = new(new(tenant), text);
        return true;
    }

    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>Never the secret: a token may meet a log.</summary>
    public override string ToString() => $"{Prefix}{Tenant.Value:N}_…";
}
