using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Niaga.Platform.Values;

namespace Niaga.Identity.Access;

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
