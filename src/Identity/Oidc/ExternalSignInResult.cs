using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Niaga.Platform.Values;

namespace Niaga.Identity.Oidc;

/// <summary>Somebody comes back from a provider: with claims that were checked, or with what went wrong.</summary>
/// <param name="Fault">What went wrong, or null.</param>
/// <param name="Detail">What the provider said instead; only for whoever sets it up.</param>
/// <param name="Properties">What was noted when they left; null where it cannot be told.</param>
/// <param name="Identity">Who they are there, where nothing went wrong.</param>
internal sealed record ExternalSignInResult(
    SsoFailure? Fault,
    string? Detail,
    AuthenticationProperties? Properties,
    ProviderIdentity? Identity
);

/// <summary>Who somebody is at a provider. Claims of the signed token come first; the user's own endpoint only adds.</summary>
internal sealed class ProviderIdentity(IReadOnlyList<Claim> token, IReadOnlyList<Claim> userInfo, string? tenant, string idToken)
{
    private const int LongestName = 120;

    /// <summary>The provider's lasting name for the person; with Microsoft's common endpoint it says of which organisation.</summary>
    public string Subject => tenant is null ? One("sub")! : $"{tenant}/{One("sub")}";

    /// <summary>The provider's name for this sign-in, where it has one.</summary>
    public string? Session => One("sid");

    public string IdToken => idToken;

    /// <summary>When they last typed something there.</summary>
    public DateTimeOffset? SignedInAt =>
        long.TryParse(One("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>The provider says that several factors were asked (RFC 8176).</summary>
    public bool ProvedSeveral => All("amr").Contains("mfa");

    public string? One(string claim) => All(claim).FirstOrDefault();

    public IEnumerable<string> All(string claim)
    {
        var signed = token.Where(c => c.Type == claim).Select(c => c.Value).ToArray();
        return signed.Length > 0 ? signed : userInfo.Where(c => c.Type == claim).Select(c => c.Value);
    }

    /// <summary>Names of all claims, for whoever sets up which is which.</summary>
    public IEnumerable<string> Names => token.Concat(userInfo).Select(c => c.Type).Distinct().Order(StringComparer.Ordinal);

    public EmailAddress? Email(string claim) => EmailAddress.TryParse(One(claim), out var email) ? email : null;

    /// <summary>True or false as the provider says of its <c>email</c>; null where it says nothing.</summary>
    public bool? EmailVerified => One("email_verified") is { } said ? said.Equals("true", StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>A name to call them by; the part before the @ where there is none.</summary>
    public string Name(string claim, EmailAddress? email)
    {
        var said = One(claim) ?? string.Join(' ', new[] { One("given_name"), One("family_name") }.OfType<string>());
        var clean = SingleLineText.Clean(said.Length <= LongestName ? said : said[..LongestName]);
        return clean.Length > 0 ? clean : email?.Value.Split('@')[0] ?? "?";
    }
}
