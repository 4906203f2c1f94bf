using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Niaga.Identity.Oidc;

/// <summary>
/// What the handler tells while it works, noted on the request for <see cref="OidcClient"/>. Nobody is signed in by the handler itself.
/// </summary>
internal static class OidcEvents
{
    /// <summary>One passage through the handler.</summary>
    /// <param name="address">The platform's address as the outside sees it; a Host header never decides where an answer goes.</param>
    public sealed class Passage(string address)
    {
        public string Address => address;

        public string? IdToken { get; set; }

        public string? Tenant { get; set; }

        public IReadOnlyList<Claim> Claims { get; set; } = [];

        public IReadOnlyList<Claim> UserInfo { get; set; } = [];

        public AuthenticationProperties? Properties { get; set; }

        public Exception? Failure { get; set; }

        public bool Denied { get; set; }

        public bool Arrived { get; set; }
    }

    /// <param name="manyTenants">The issuer speaks for many organisations: a person's name is one only with theirs.</param>
    public static OpenIdConnectEvents Make(bool manyTenants) =>
        new()
        {
            OnRedirectToIdentityProvider = context =>
            {
                context.ProtocolMessage.RedirectUri = Of(context.HttpContext).Address + context.Options.CallbackPath;
                return Task.CompletedTask;
            },
            OnRedirectToIdentityProviderForSignOut = context =>
            {
                var passage = Of(context.HttpContext);
                context.ProtocolMessage.PostLogoutRedirectUri = passage.Address + context.Options.SignedOutCallbackPath;
                context.ProtocolMessage.IdTokenHint = passage.IdToken;
                context.ProtocolMessage.ClientId = context.Options.ClientId;
                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                var passage = Of(context.HttpContext);
                passage.IdToken = context.TokenEndpointResponse?.IdToken;
                passage.Claims = [.. context.Principal!.Claims];
                passage.Tenant = manyTenants ? MicrosoftIssuerValidation.Of(new JsonWebToken(passage.IdToken)) : null;
                return Task.CompletedTask;
            },
            OnUserInformationReceived = context =>
            {
                Of(context.HttpContext).UserInfo = [.. Read(context.User.RootElement)];
                return Task.CompletedTask;
            },
            OnTicketReceived = context =>
            {
                var passage = Of(context.HttpContext);
                (passage.Arrived, passage.Properties) = (true, context.Properties);
                context.HandleResponse();
                return Task.CompletedTask;
            },
            OnAccessDenied = context =>
            {
                var passage = Of(context.HttpContext);
                (passage.Denied, passage.Properties) = (true, context.Properties);
                context.HandleResponse();
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                var passage = Of(context.HttpContext);
                (passage.Failure, passage.Properties) = (context.Failure, context.Properties);
                context.HandleResponse();
                return Task.CompletedTask;
            },
        };

    private static Passage Of(HttpContext http) => http.Features.GetRequiredFeature<Passage>();

    /// <summary>The top level of a user's own document as claims; a list is several of one name.</summary>
    private static IEnumerable<Claim> Read(JsonElement document) =>
        document
            .EnumerateObject()
            .SelectMany(p =>
                p.Value.ValueKind switch
                {
                    JsonValueKind.Array => p
                        .Value.EnumerateArray()
                        .Where(v => v.ValueKind is JsonValueKind.String)
                        .Select(v => new Claim(p.Name, v.GetString()!)),
                    JsonValueKind.String => [new Claim(p.Name, p.Value.GetString()!)],
                    JsonValueKind.True or JsonValueKind.False =>
                    [
                        new Claim(p.Name, p.Value.GetBoolean() ? "true" : "false", ClaimValueTypes.Boolean),
                    ],
                    JsonValueKind.Number => [new Claim(p.Name, p.Value.GetRawText())],
                    _ => Enumerable.Empty<Claim>(),
                }
            );
}
