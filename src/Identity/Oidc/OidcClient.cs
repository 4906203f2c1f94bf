using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Niaga.Platform.Dependencies;

namespace Niaga.Identity.Oidc;

/// <summary>
/// Sends a browser to a provider and receives it back. The framework's handler does the protocol; here it is only made for one
/// provider and one request, and what it found is told as a value.
/// </summary>
internal sealed class OidcClient(HtmlEncoder html, UrlEncoder urls, ILogger<OidcClient> log)
{
    /// <summary>Sends the browser there.</summary>
    /// <param name="http">The request; its answer becomes the redirect.</param>
    /// <param name="provider">Where to.</param>
    /// <param name="address">The platform's address as the outside sees it.</param>
    /// <param name="properties">What is noted until they come back, sealed.</param>
    /// <returns>What keeps them from going, or null.</returns>
    public async Task<(SsoFailure Fault, string? Detail)?> Leave(
        HttpContext http,
        OidcProvider provider,
        string address,
        AuthenticationProperties properties
    ) => await Guarded(http, provider, address, handler => handler.ChallengeAsync(properties));

    /// <summary>Sends the browser there to sign out.</summary>
    public async Task<(SsoFailure Fault, string? Detail)?> SignOut(
        HttpContext http,
        OidcProvider provider,
        string address,
        string? idToken
    ) => await Guarded(http, provider, address, handler => handler.SignOutAsync(new()), idToken);

    /// <summary>Receives it at the provider's callback.</summary>
    public async Task<ExternalSignInResult> Receive(HttpContext http, OidcProvider provider, string address)
    {
        var handler = await Handler(http, provider, address, null);
        await handler.HandleRequestAsync();
        var passage = http.Features.GetRequiredFeature<OidcEvents.Passage>();
        if (passage.Arrived)
            return new(null, null, passage.Properties, new(passage.Claims, passage.UserInfo, passage.Tenant, passage.IdToken!));

        var (fault, detail) = Told(http, passage);
        // Names of kinds only: what the provider wrote may name people.
        if (!DependencyUnavailableException.IsReported(passage.Failure))
        {
            log.LogWarning(
                "A sign-in through {Provider} came to nothing: {Fault} ({Kind})",
                provider.Key,
                fault,
                (passage.Failure?.InnerException ?? passage.Failure)?.GetType().Name
            );
        }
        return new(fault, detail, passage.Properties, null);
    }

    private static (SsoFailure Fault, string? Detail) Told(HttpContext http, OidcEvents.Passage passage)
    {
        if (passage.Denied)
            return (SsoFailure.Denied, null);
        if (ProviderException.Of(passage.Failure) is { } known)
            return known;
        if (passage.Properties is not null && http.Request.Query["error"].Count > 0)
            return (SsoFailure.ProviderError, ProviderException.Short(http.Request.Query["error"]));
        // The handler says by plain words what does not belong here: a state that is none of ours, a cookie that is missing. Anything else
        // is the token.
        return (
            passage.Properties is null || passage.Failure is null or AuthenticationFailureException { InnerException: null }
                ? SsoFailure.StrangeAnswer
                : SsoFailure.Token,
            null
        );
    }

    private async Task<(SsoFailure, string?)?> Guarded(
        HttpContext http,
        OidcProvider provider,
        string address,
        Func<OpenIdConnectHandler, Task> act,
        string? idToken = null
    )
    {
        try
        {
            await act(await Handler(http, provider, address, idToken));
            return null;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && ProviderException.Of(e) is { } known)
        {
            if (!DependencyUnavailableException.IsReported(e))
                log.LogWarning("Nobody can leave for {Provider}: {Fault} ({Kind})", provider.Key, known.Fault, e.GetType().Name);
            return known;
        }
    }

    private async Task<OpenIdConnectHandler> Handler(HttpContext http, OidcProvider provider, string address, string? idToken)
    {
        http.Features.Set(new OidcEvents.Passage(address) { IdToken = idToken });
        // The handler's own log lines quote tokens and addresses.
        var handler = new OpenIdConnectHandler(new OneOptions(provider.Options), NullLoggerFactory.Instance, html, urls);
        await handler.InitializeAsync(new(provider.Key, null, typeof(OpenIdConnectHandler)), http);
        return handler;
    }

    private sealed class OneOptions(OpenIdConnectOptions options) : IOptionsMonitor<OpenIdConnectOptions>
    {
        public OpenIdConnectOptions CurrentValue => options;

        public OpenIdConnectOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
    }
}
