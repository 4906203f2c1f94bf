using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Niaga.Identity.Oidc;

/// <summary>
/// The library's token handler, with one of its latitudes taken back: for a token that came over the back channel the framework asks no
/// signature (OpenID Connect Core 3.1.3.7, item 6, lets TLS stand for it). An owner's provider may be any server; here every token is
/// signed.
/// </summary>
internal sealed class SignatureRequiredTokenHandler : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        validationParameters.RequireSignedTokens = true;
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
