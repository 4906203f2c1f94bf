using Microsoft.AspNetCore.Http;
using Niaga.Platform;
using Niaga.Platform.Domains;
using Niaga.Platform.Oidc;
using Niaga.Platform.Sso;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Ui;

namespace Niaga.Site.Access;

/// <summary>
/// Sign-out both ways: whoever signs out here may go on to sign out at their provider, and whoever signs out there is signed out here.
/// </summary>
internal sealed class SsoSignOut(
    OidcClient client,
    BusinessProviders providers,
    AccessCache access,
    TenantScopeRunner elsewhere,
    SiteAddress address,
    SsoTickets tickets,
    TimeProvider clock,
    IHttpContextAccessor context
)
{
    private HttpContext Http => context.HttpContext!;

    /// <summary>
    /// Path of the page from which somebody who has just signed out goes on to their provider; null when theirs has no such place.
    /// </summary>
    public async Task<string?> Way(TenantId tenant, Guid session)
    {
        if (await access.Find(tenant, Http.RequestAborted) is not { } found || await Provider(found) is not { Provider: { } provider })
            return null;

        try
        {
            if (string.IsNullOrEmpty((await provider.Metadata.GetConfigurationAsync(Http.RequestAborted)).EndSessionEndpoint))
                return null;
        }
        catch (ProviderException)
        {
            // A provider that is gone keeps nobody from signing out here.
            return null;
        }
        return $"{address.Of(Http.Request)}{SsoPath.Of(found.Slug.Value)}/sign-out"
            + $"?ticket={Uri.EscapeDataString(tickets.Seal(new LeaveTicket(tenant.Value, session)))}";
    }

    /// <summary>On to the provider, with the id token it gave, so that it knows whom.</summary>
    public async Task Go(string slug)
    {
        if (
            tickets.Open<LeaveTicket>(Http.Request.Query["ticket"]) is not { } ticket
            || await Find(slug) is not { Provider: { } provider } of
            || of.Tenant.Value != ticket.Tenant
        )
        {
            Http.Response.Redirect("/sign-in");
            return;
        }
        var kept = await elsewhere.Do(of.Tenant, runner => RedeemIdToken.Do(runner, ticket.Session, Http.RequestAborted));
        if (await client.SignOut(Http, provider, address.Of(Http.Request), kept.Value.IdToken) is not null)
            Back();
    }

    public void Back()
    {
        Flash.Say(Http, "site.sso.signed_out");
        Http.Response.Redirect("/sign-in");
    }

    /// <summary>The provider says that somebody signed out there. What it may not know is answered with one word.</summary>
    public async Task BackChannel(string slug)
    {
        Http.Response.Headers.CacheControl = "no-store";
        var form = Http.Request.HasFormContentType ? await Http.Request.ReadFormAsync(Http.RequestAborted) : FormCollection.Empty;
        if (
            await Find(slug) is not { Provider: { } provider } of
            || await LogoutToken.Read(provider, form["logout_token"], clock.GetUtcNow()) is not { } token
        )
        {
            Http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Http.Response.WriteAsJsonAsync(new { error = "invalid_request" }, Http.RequestAborted);
            return;
        }
        // Not done is said, so that the provider tells again.
        if ((await End(of, token.Subject, token.Session, token.Id)).Refusal is not null)
            Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>
    /// The provider shows this in a frame while somebody signs out there. Our cookie does not come along: its name for the sign-in must.
    /// </summary>
    public async Task FrontChannel(string slug)
    {
        Http.Response.Headers.CacheControl = "no-store";
        var (issuer, session) = (Http.Request.Query["iss"].ToString(), Http.Request.Query["sid"].ToString());
        if (session.Length > 0 && await Find(slug) is { } of && of.Facts.Issuer.TrimEnd('/') == issuer.TrimEnd('/'))
            await End(of, null, session, null);
        Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task<Outcome<int>> End(BusinessProvider of, string? subject, string? session, string? once) =>
        elsewhere.Do(
            TenantId.Platform,
            runner => EndProviderSessions.Do(runner, new(of.Key, of.Tenant, subject, session, once), Http.RequestAborted)
        );

    private async Task<BusinessProvider?> Find(string slug) =>
        Slug.TryParse(slug, out var name) && await access.Find(name, Http.RequestAborted) is { } tenant ? await Provider(tenant) : null;

    private async Task<BusinessProvider?> Provider(AccessCache.TenantAccess tenant) => await providers.Find(tenant, Http.RequestAborted);
}
