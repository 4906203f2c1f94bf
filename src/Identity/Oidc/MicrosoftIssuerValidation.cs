using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Niaga.Identity.Oidc;

/// <summary>
/// Microsoft's common endpoint speaks for every organisation: its issuer is a template, and each token says in <c>tid</c> whose it is.
/// A token's issuer must be the template filled with its own tenant, and the key that signed it must be one for that issuer.
/// </summary>
internal static class MicrosoftIssuerValidation
{
    public const string Place = "{tenantid}";

    public static void Validate(TokenValidationParameters parameters)
    {
        parameters.ValidateIssuerSigningKey = true;
        parameters.IssuerValidatorUsingConfiguration = (issuer, token, _, configuration) =>
            issuer == Filled(configuration.Issuer, token)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException("The issuer is not the token's own tenant.") { InvalidIssuer = issuer };
        parameters.IssuerSigningKeyValidatorUsingConfiguration = (key, token, _, configuration) =>
            IssuerOfKey(configuration, key.KeyId) is not { } template || Filled(template, token) == token.Issuer;
    }

    /// <summary>The tenant that a token of such an endpoint is from.</summary>
    public static string? Of(SecurityToken token) =>
        token is JsonWebToken jwt && jwt.TryGetPayloadValue<string>("tid", out var tenant) && Guid.TryParseExact(tenant, "D", out _)
            ? tenant
            : null;

    private static string? Filled(string? template, SecurityToken token) =>
        Of(token) is { } tenant ? template?.Replace(Place, tenant, StringComparison.Ordinal) : null;

    private static string? IssuerOfKey(BaseConfiguration configuration, string? key) =>
        ((OpenIdConnectConfiguration)configuration)
            .JsonWebKeySet?.Keys.FirstOrDefault(k => k.Kid == key)
            ?.AdditionalData.TryGetValue("issuer", out var issuer) == true
            ? issuer.ToString()
            : null;
}
