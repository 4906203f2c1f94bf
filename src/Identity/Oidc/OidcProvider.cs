using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Niaga.Platform.Web;

namespace Niaga.Identity.Oidc;

/// <summary>
/// An identity provider, made ready for the framework's own OpenID Connect handler: authorization code with PKCE, state, nonce, issuer,
/// audience, signature and times are its work. What is not standard here is only how it comes to be: by configuration or by an owner's
/// form instead of at start-up.
/// </summary>
/// <param name="Key">What logins and sessions through it are filed under; also the handler's scheme, so that no provider's state opens at
/// another.</param>
/// <param name="Options">Of the handler.</param>
/// <param name="Metadata">What it says of itself.</param>
internal sealed record OidcProvider(string Key, OpenIdConnectOptions Options, ProviderMetadata Metadata)
{
    /// <summary>Longest difference of clocks that is forgiven.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>Signatures by the provider's own key pair only: with a shared secret, whoever may check could also sign.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>What it takes to make one.</summary>
    /// <param name="Key">As in <see cref="OidcProvider"/>.</param>
    /// <param name="Path">Path of its own on the platform's address, such as <c>/sso/kedai</c>; it comes back to
    /// <c>{Path}/callback</c>.</param>
    /// <param name="Authority">Its issuer.</param>
    /// <param name="ManyTenants">The issuer is Microsoft's template.</param>
    /// <param name="ClientId">Our name there.</param>
    /// <param name="ClientSecret">Our secret there.</param>
    /// <param name="Scopes">Asked besides openid, profile and email.</param>
    /// <param name="OfOwner">An owner typed it: it leads to the internet only.</param>
    public sealed record Draft(
        string Key,
        string Path,
        string Authority,
        bool ManyTenants,
        string ClientId,
        string ClientSecret,
        IEnumerable<string> Scopes,
        bool OfOwner
    );

    public static OidcProvider Make(
        Draft draft,
        ProviderHttp http,
        IDataProtectionProvider protection,
        CookieRules cookies,
        TimeProvider clock
    )
    {
        var encrypted = draft.OfOwner ? !http.OwnerMayBePlain : draft.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        var client = draft.OfOwner ? http.OfOwner : http.OfOperator;
        var metadata = new ProviderMetadata(draft.Authority, draft.ManyTenants, client, encrypted, clock);
        var options = new OpenIdConnectOptions
        {
            ClientId = draft.ClientId,
            ClientSecret = draft.ClientSecret,
            ConfigurationManager = metadata,
            Backchannel = client,
            RequireHttpsMetadata = encrypted,
            CallbackPath = draft.Path + "/callback",
            SignedOutCallbackPath = draft.Path + "/signed-out",
            // Never reached: OidcClient takes the answer, the handler signs nobody in.
            SignInScheme = IdentityConstants.ApplicationScheme,
            ResponseType = OpenIdConnectResponseType.Code,
            // A form posted back from there would come without our cookies, which are SameSite=Lax.
            ResponseMode = OpenIdConnectResponseMode.Query,
            UsePkce = true,
            TokenHandler = new SignatureRequiredTokenHandler { MapInboundClaims = false },
            MapInboundClaims = false,
            GetClaimsFromUserInfoEndpoint = true,
            SaveTokens = false,
            DisableTelemetry = true,
            TimeProvider = clock,
            Events = OidcEvents.Make(draft.ManyTenants),
            TokenValidationParameters = new()
            {
                ClockSkew = ClockSkew,
                ValidAlgorithms = Algorithms,
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                ValidateIssuer = true,
                ValidateAudience = true,
                ValidateLifetime = true,
                ValidAudience = draft.ClientId,
                NameClaimType = "name",
                RoleClaimType = "roles",
            },
        };
        options.ProtocolValidator.RequireNonce = true;
        options.ProtocolValidator.RequireSub = true;
        cookies.Guard(options.CorrelationCookie, "niaga.correlation.", SameSiteMode.Lax);
        cookies.Guard(options.NonceCookie, "niaga.nonce.", SameSiteMode.Lax);
        if (draft.ManyTenants)
            MicrosoftIssuerValidation.Validate(options.TokenValidationParameters);
        // Claims are read from the token and the user's own endpoint by name; nothing is renamed or dropped on the way.
        options.ClaimActions.Clear();
        options.Scope.Add("email");
        foreach (var scope in draft.Scopes)
            options.Scope.Add(scope);
        new OpenIdConnectPostConfigureOptions(protection).PostConfigure(draft.Key, options);
        options.Validate(draft.Key);
        return new(draft.Key, options, metadata);
    }
}
