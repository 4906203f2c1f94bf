using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Niaga.Identity.Oidc;

/// <summary>
/// What a provider says of itself: endpoints and keys, fetched by the library and kept for hours. A token signed by a key nobody knows
/// has it fetched anew at once (the provider changed its keys), but not more often than <see cref="LeastPause"/>.
/// </summary>
/// <param name="authority">The issuer as configured; the discovery document must name the same.</param>
/// <param name="manyTenants">The issuer is a template with <c>{tenantid}</c>, as Microsoft's common endpoint has it.</param>
/// <param name="http">The way there.</param>
/// <param name="encrypted">Only https.</param>
/// <param name="clock">The time.</param>
internal sealed class ProviderMetadata(string authority, bool manyTenants, HttpClient http, bool encrypted, TimeProvider clock)
    : BaseConfigurationManager,
        IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(12);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);

    private readonly Lock one = new();
    private volatile Kept? kept;
    private Task<OpenIdConnectConfiguration>? under;
    private long refreshed;

    private sealed record Kept(OpenIdConnectConfiguration Configuration, DateTimeOffset At);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (kept is { } known && clock.GetUtcNow() - known.At < KeptFor)
            return known.Configuration;

        Task<OpenIdConnectConfiguration> fetch;
        lock (one)
        {
            // All who wait share one fetch; whoever gives up does not end it for the others.
            if (under is null or { IsCompleted: true })
                under = Fetch();
            fetch = under;
        }
        return await fetch.WaitAsync(cancel);
    }

    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) =>
        await GetConfigurationAsync(cancel);

    /// <summary>What is kept is worth nothing; the next who asks fetches.</summary>
    public override void RequestRefresh()
    {
        var (now, before) = (clock.GetUtcNow().UtcTicks, Interlocked.Read(ref refreshed));
        if (now - before < LeastPause.Ticks || Interlocked.CompareExchange(ref refreshed, now, before) != before)
            return;

        kept = null;
    }

    private async Task<OpenIdConnectConfiguration> Fetch()
    {
        OpenIdConnectConfiguration found;
        try
        {
            var documents = new HttpDocumentRetriever(http) { RequireHttps = encrypted, SendAdditionalHeaderData = false };
            found = await OpenIdConnectConfigurationRetriever.GetAsync(
                authority.TrimEnd('/') + "/.well-known/openid-configuration",
                documents,
                CancellationToken.None
            );
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or FormatException
                        or IOException
                        or HttpRequestException
                        or OperationCanceledException
            )
        {
            throw ProviderException.Of(e) is { } known
                ? new ProviderException(known.Fault, known.Detail, e)
                : new ProviderException(SsoFailure.NoDiscovery, null, e);
        }
        Check(found);
        kept = new(found, clock.GetUtcNow());
        return found;
    }

    private void Check(OpenIdConnectConfiguration found)
    {
        if (
            string.IsNullOrEmpty(found.Issuer)
            || string.IsNullOrEmpty(found.AuthorizationEndpoint)
            || string.IsNullOrEmpty(found.TokenEndpoint)
            || found.SigningKeys.Count == 0
        )
            throw new ProviderException(SsoFailure.NoDiscovery);
        if (!IsExpected(found.Issuer))
            throw new ProviderException(SsoFailure.IssuerMismatch, ProviderException.Short(found.Issuer));

        string?[] leads = [found.AuthorizationEndpoint, found.TokenEndpoint, found.UserInfoEndpoint, found.EndSessionEndpoint];
        if (leads.Any(l => !string.IsNullOrEmpty(l) && !IsWeb(l)))
            throw new ProviderException(SsoFailure.NotEncrypted);
        if (found.ResponseTypesSupported.Count > 0 && !found.ResponseTypesSupported.Contains("code"))
            throw new ProviderException(SsoFailure.NoCodeFlow);
        if (found.TokenEndpointAuthMethodsSupported.Count > 0 && !found.TokenEndpointAuthMethodsSupported.Contains("client_secret_post"))
            throw new ProviderException(SsoFailure.NoSecretPost);
    }

    private bool IsExpected(string issuer) =>
        manyTenants
            ? issuer.Contains(MicrosoftIssuerValidation.Place, StringComparison.Ordinal)
                && Uri.TryCreate(issuer, UriKind.Absolute, out var named)
                && named.Authority == new Uri(authority).Authority
            : issuer.TrimEnd('/') == authority.TrimEnd('/');

    private bool IsWeb(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (!encrypted && uri.Scheme == Uri.UriSchemeHttp));
}
