using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Niaga.Identity.Oidc;

/// <summary>
/// A provider's signed word that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0, section 2.6). Signature, issuer,
/// audience and times are the library's to check; the rest is what makes it a logout token and not a stolen id token.
/// </summary>
/// <param name="Subject">Who, or null when only the sign-in is named.</param>
/// <param name="Session">Which sign-in, or null for all of the person's.</param>
/// <param name="Id">Its own name; it counts once.</param>
internal sealed record LogoutToken(string? Subject, string? Session, string Id)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>A token that lay about for longer was not sent by the provider just now.</summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(10);

    /// <returns>Null when it does not count, for whatever reason: the sender need not know.</returns>
    public static async Task<LogoutToken?> Read(OidcProvider provider, string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 16 * 1024)
            return null;

        var parameters = provider.Options.TokenValidationParameters.Clone();
        parameters.ConfigurationManager = provider.Metadata;
        // Older providers leave the expiry out; its age is checked below.
        parameters.RequireExpirationTime = false;
        var result = await new SignatureRequiredTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(text, parameters);
        if (!result.IsValid)
        {
            // A forged token is nobody's mistake here; anything else, such as a provider that cannot be reached, is not worth more than
            // "no" either.
            return null;
        }
        var token = (JsonWebToken)result.SecurityToken;
        if (
            token.TryGetPayloadValue<string>("nonce", out _)
            || !NamesLogout(token)
            || string.IsNullOrEmpty(token.Id)
            || token.IssuedAt == DateTime.MinValue
        )
            return null;

        var issued = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero);
        if (issued > now + OidcProvider.ClockSkew || issued < now - LongestWay)
            return null;

        var (subject, session) = (Text(token, "sub"), Text(token, "sid"));
        return subject is null && session is null ? null : new(subject, session, token.Id);
    }

    private static bool NamesLogout(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("events", out var events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var said)
        && said.ValueKind == JsonValueKind.Object;

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var text) && text.Length > 0 ? text : null;
}
