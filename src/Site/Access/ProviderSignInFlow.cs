using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Niaga.Identity.Access;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Ui;

namespace Niaga.Site.Access;

/// <summary>The way through a provider of this deployment: to sign in, or to link it to the account one is signed in to.</summary>
internal sealed class ProviderSignInFlow(
    OidcClient client,
    SignInProviders providers,
    TenantScopeRunner elsewhere,
    SignInCompletion entrance,
    SiteAddress address,
    SsoTickets tickets,
    UserManager<Person> accounts,
    Caller caller,
    Words words,
    IHttpContextAccessor context
)
{
    private const string LinkTo = "niaga.link";
    private const string ReturnTo = "niaga.return";

    private HttpContext Http => context.HttpContext!;

    public async Task Begin(string key)
    {
        if (providers.Find(key) is not { } provider)
        {
            await RefusalResponse.Write(Http, PlatformErrors.NotFound());
            return;
        }
        var back = Http.Request.Query["returnUrl"].ToString();
        if (Http.Features.Get<AccessCache.TenantAccess>() is { } tenant)
        {
            // On a business's own address the way begins at the platform's, where the cookies are.
            if (!Http.Request.PathBase.HasValue && back.Length > 0)
                back = $"/{tenant.Slug.Value}{back}";
            Http.Response.Redirect(
                $"{address.Of(Http.Request)}{SignInProviders.PathOf(key)}"
                    + $"{(SignInCompletion.IsOurs(back) ? "?returnUrl=" + Uri.EscapeDataString(back) : "")}"
            );
            return;
        }
        var properties = new AuthenticationProperties { Items = { [ReturnTo] = SignInCompletion.IsOurs(back) ? back : null } };
        // Another site's link cannot begin it: it would connect somebody else's provider account to this one.
        if (
            tickets.Open<LinkTicket>(Http.Request.Query["ticket"]) is { } link
            && link.Provider == key
            && link.Session == caller.Session?.Id
        )
            properties.Items[LinkTo] = link.Session.ToString();
        if (await client.Leave(Http, provider.Oidc, address.Of(Http.Request), properties) is { } fault)
            Refuse(key, fault.Fault);
    }

    public async Task Receive(string key)
    {
        if (providers.Find(key) is not { } provider)
        {
            await RefusalResponse.Write(Http, PlatformErrors.NotFound());
            return;
        }
        var arrival = await client.Receive(Http, provider.Oidc, address.Of(Http.Request));
        if (arrival.Identity is not { } identity)
            Refuse(key, arrival.Fault!.Value);
        else if (arrival.Properties!.Items.TryGetValue(LinkTo, out var session) && session is not null)
            await Link(provider, identity, session);
        else
            await Enter(provider, identity, arrival.Properties.Items.TryGetValue(ReturnTo, out var back) ? back : null);
    }

    private async Task Enter(SignInProvider provider, ProviderIdentity identity, string? returnUrl)
    {
        var input = new SignInByProvider.Input(provider, identity, words.Language.Code);
        var outcome = await elsewhere.Do(TenantId.Platform, runner => SignInByProvider.Do(runner, input, Http.RequestAborted));
        if (outcome.Refusal is not null)
            outcome = await elsewhere.Do(TenantId.Platform, runner => SignInByProvider.Do(runner, input, Http.RequestAborted));
        if (!outcome.Succeeded(out var answer, out _) || answer.Fault is not null)
        {
            Refuse(provider.Key, answer?.Fault ?? SsoFailure.Busy);
            return;
        }
        var person = await accounts.FindByIdAsync(answer.Person.ToString()!);
        Http.Response.Redirect(
            await entrance.Enter(
                person!,
                SignInMethods.Provider,
                keep: false,
                returnUrl,
                new(provider.Oidc.Key, identity.Subject, identity.Session)
            )
        );
    }

    private async Task Link(SignInProvider provider, ProviderIdentity identity, string session)
    {
        if (caller.Session?.Id.ToString() != session)
        {
            Refuse(provider.Key, SsoFailure.StrangeAnswer);
            return;
        }
        var outcome = await elsewhere.Do(
            TenantId.Platform,
            runner => LinkProvider.Do(runner, new(provider, identity), Http.RequestAborted)
        );
        if (!outcome.Succeeded(out var answer, out var refusal))
            Flash.Complain(Http, refusal);
        else if (answer.Fault is { } fault)
            Flash.Complain(Http, SsoWords.KeyOf(fault));
        else
            Flash.Say(Http, "site.provider.linked", Flash.ByLanguage(l => provider.Name(l.Code)));
        Http.Response.Redirect("/account/security");
    }

    private void Refuse(string key, SsoFailure fault) => Http.Response.Redirect($"{SignInProviders.PathOf(key)}/refused?fault={fault}");
}
