using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Niaga.Platform.Values;
using OtpNet;

namespace Niaga.Identity.Factors;

/// <summary>The key an authenticator app shares with us (RFC 6238: SHA-1, 6 digits, 30 seconds, as all apps know it).</summary>
internal static class AuthenticatorKey
{
    public const int Digits = 6;

    /// <summary>How long the page with a new key may stand open.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private const string Issuer = "Niaga";

    /// <summary>One step to either side, for clocks that are not quite right.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    private sealed record Sealed(string Key, DateTimeOffset Until);

    /// <summary>A new key: 160 random bits, as the standard recommends.</summary>
    public static string New() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(20));

    /// <summary>The time step a code belongs to; null when it fits none of now.</summary>
    public static long? StepOf(string? key, string? code, DateTimeOffset now)
    {
        var digits = string.Concat((code ?? "").Where(c => !char.IsWhiteSpace(c)));
        if (key is null || digits.Length != Digits || !digits.All(char.IsAsciiDigit))
            return null;

        return new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(now.UtcDateTime, digits, out var step, Window) ? step : null;
    }

    /// <summary>What the QR code says.</summary>
    public static string Address(string key, string account) => new OtpUri(OtpType.Totp, key, account, Issuer).ToString();

    /// <summary>The key in groups of four, as one reads it out.</summary>
    public static string InGroups(string key) => string.Join(' ', key.Chunk(4).Select(c => new string(c)));

    /// <summary>
    /// A key on its way through the page until a code of it confirms it: only this server reads it back, for this person and sign-in.
    /// </summary>
    public static string Seal(IDataProtectionProvider protection, string key, PersonId person, Guid session, DateTimeOffset now) =>
        Guard(protection, person, session).Protect(JsonSerializer.Serialize(new Sealed(key, now + Patience)));

    /// <summary>The key, or null when it is not what was sealed for this person and sign-in, or is too old.</summary>
    public static string? Open(IDataProtectionProvider protection, string? sealedKey, PersonId person, Guid session, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(sealedKey))
            return null;

        try
        {
            var open = JsonSerializer.Deserialize<Sealed>(Guard(protection, person, session).Unprotect(sealedKey))!;
            return open.Until > now ? open.Key : null;
        }
        catch (CryptographicException)
        {
            // Not ours: the same as none.
            return null;
        }
    }

    private static IDataProtector Guard(IDataProtectionProvider protection, PersonId person, Guid session) =>
        protection.CreateProtector("Niaga.NewAuthenticator", person.ToString(), session.ToString());
}
