using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Niaga.Identity.Access;
using Niaga.Identity.Domains;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary>The way through a business's own provider: out, back, and in; to confirm who one is; and to try whether it works.</summary>
internal sealed class SsoSignInFlow(
    OidcClient client,
    BusinessProviders providers,
    AccessCache access,
    TenantScopeRunner elsewhere,
    SignInCompletion entrance,
    SiteAddress address,
    SsoTickets tickets,
    UserManager<Person> accounts,
    Caller caller,
    Words words,
    TimeProvider clock,
    IHttpContextAccessor context
)
{
    private const string Mode = "niaga.mode";
    private const string ReturnTo = "niaga.return";
    private const string By = "niaga.person";
    private const string In = "niaga.session";
    private const string Since = "niaga.since";

    private HttpContext Http => context.HttpContext!;

    /// <summary>Signing in, or a try that its ticket names.</summary>
    public async Task Begin(string slug)
    {
        if (GoHome($"/sso/{slug}"))
            return;
        if (tickets.Open<TestTicket>(Http.Request.Query["try"]) is { } ticket)
        {
            await BeginTry(slug, ticket);
            return;
        }
        if (await Find(slug) is not { } of)
            await AnswerNotFound();
        else
            await Leave(of, new OpenIdConnectChallengeProperties { Items = { [Mode] = "in", [ReturnTo] = Return(of.Slug) } });
    }

    /// <summary>Confirming: the provider is asked to ask again, and the answer must be new.</summary>
    public async Task Again(string slug)
    {
        if (GoHome($"/sso/{slug}/again"))
            return;
        if (await Find(slug) is not { } of)
            await AnswerNotFound();
        else if (caller.Session is not { } session || session.BoundTo != of.Tenant)
            Http.Response.Redirect(WithReturn(SsoPath.Of(of.Slug), of.Slug));
        else
        {
            await Leave(
                of,
                new OpenIdConnectChallengeProperties
                {
                    Prompt = "login",
                    MaxAge = TimeSpan.Zero,
                    Items =
                    {
                        [Mode] = "again",
                        [ReturnTo] = Return(of.Slug),
                        [By] = session.Person.ToString(),
                        [Since] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    },
                }
            );
        }
    }

    /// <summary>The settings page sends here whoever may set this up.</summary>
    public void BeginTry()
    {
        var slug = caller.Slug!.Value;
        var ticket = tickets.Seal(new TestTicket(caller.Business.Value, caller.Person!.Value.Value, caller.Session!.Id));
        Http.Response.Redirect($"{address.Of(Http.Request)}{SsoPath.Of(slug)}?try={Uri.EscapeDataString(ticket)}");
    }

    public async Task Receive(string slug)
    {
        var tenant = Slug.TryParse(slug, out var name) ? await access.Find(name, Http.RequestAborted) : null;
        if (tenant is not { Status: "active" } || await providers.Find(tenant, Http.RequestAborted) is not { Provider: { } provider } of)
        {
            await AnswerNotFound();
            return;
        }
        var arrival = await client.Receive(Http, provider, address.Of(Http.Request));
        var noted = arrival.Properties?.Items ?? new Dictionary<string, string?>();
        if (noted.TryGetValue(Mode, out var mode) && mode == "try")
            await EndTry(of, arrival, noted);
        else if (arrival.Identity is { } identity && tenant.Sso!.Enabled)
            await Enter(of, identity, noted);
        else
            await Refuse(
                of,
                arrival.Fault ?? SsoFailure.Off,
                ours: arrival.Properties is not null && arrival.Fault is not SsoFailure.StrangeAnswer
            );
    }

    private async Task Enter(BusinessProvider of, ProviderIdentity identity, IDictionary<string, string?> noted)
    {
        var again = noted[Mode] == "again";
        if (
            again
            && !(
                identity.SignedInAt
                >= DateTimeOffset.FromUnixTimeSeconds(long.Parse(noted[Since]!, CultureInfo.InvariantCulture)) - OidcProvider.ClockSkew
            )
        )
        {
            await Refuse(of, SsoFailure.NotAnew, ours: true);
            return;
        }
        var input = new AdmitSsoMember.Input(of, identity, words.Language.Code);
        var outcome = await elsewhere.Do(of.Tenant, runner => AdmitSsoMember.Do(runner, input, Http.RequestAborted));
        // Two first sign-ins of one person at once: the second finds what the first has made.
        if (outcome.Refusal is not null)
            outcome = await elsewhere.Do(of.Tenant, runner => AdmitSsoMember.Do(runner, input, Http.RequestAborted));
        if (!outcome.Succeeded(out var answer, out _) || answer.Fault is not null || (again && answer.Person?.ToString() != noted[By]))
        {
            await Refuse(of, answer is null ? SsoFailure.Busy : answer.Fault ?? SsoFailure.AnotherPerson, ours: false);
            return;
        }
        var person = await accounts.FindByIdAsync(answer.Person.ToString()!);
        // Whoever typed something there within minutes has proven who they are; an older sign-in there opens, but confirms nothing.
        var anew = identity.SignedInAt >= clock.GetUtcNow() - OidcProvider.ClockSkew;
        var session = await entrance.Admit(
            person!,
            SignInMethods.Sso,
            of.ProvesFactor(identity),
            keep: false,
            of.Tenant,
            new(of.Key, identity.Subject, identity.Session),
            anew
        );
        await elsewhere.Do(
            of.Tenant,
            runner => StoreIdToken.Do(runner, new(session, identity.IdToken), Http.RequestAborted),
            person!.PersonId
        );
        Http.Response.Redirect(noted[ReturnTo]!);
    }

    private async Task BeginTry(string slug, TestTicket ticket)
    {
        var tenant = await access.Find(new TenantId(ticket.Tenant), Http.RequestAborted);
        if (
            tenant?.Slug.Value != slug
            || caller.Session?.Id != ticket.Session
            || await providers.Find(tenant, Http.RequestAborted) is not { } of
        )
        {
            await AnswerNotFound();
            return;
        }
        var noted = new OpenIdConnectChallengeProperties
        {
            Items =
            {
                [Mode] = "try",
                [By] = ticket.Person.ToString(),
                [In] = ticket.Session.ToString(),
            },
        };
        var fault = of.Provider is null
            ? (SsoFailure.SecretLost, null)
            : await client.Leave(Http, of.Provider, address.Of(Http.Request), noted);
        if (fault is { } found)
            await EndTry(of, new(found.Fault, found.Detail, noted, null), noted.Items);
    }

    private async Task EndTry(BusinessProvider of, ExternalSignInResult arrival, IDictionary<string, string?> noted)
    {
        if (caller.Session is { } session && session.Id.ToString() == noted[In] && session.Person.ToString() == noted[By])
        {
            var input = new RecordSsoTest.Input(of, arrival.Fault, arrival.Detail, arrival.Identity);
            await elsewhere.Do(of.Tenant, runner => RecordSsoTest.Do(runner, input, Http.RequestAborted), session.Person);
        }
        Http.Response.Redirect($"/{of.Slug}/settings/sso#tried");
    }

    private async Task Leave(BusinessProvider of, AuthenticationProperties properties)
    {
        var fault = of.Provider is null
            ? (SsoFailure.SecretLost, null)
            : await client.Leave(Http, of.Provider, address.Of(Http.Request), properties);
        if (fault is { } found)
            await Refuse(of, found.Fault, ours: false);
    }

    private async Task Refuse(BusinessProvider of, SsoFailure fault, bool ours)
    {
        if (ours)
            await elsewhere.Do(of.Tenant, runner => RecordSsoRefusal.Do(runner, new(of.Connection, fault), Http.RequestAborted));
        Http.Response.Redirect($"{SsoPath.Of(of.Slug)}/refused?fault={fault}");
    }

    /// <summary>The business's provider, where anybody may sign in through it.</summary>
    private async Task<BusinessProvider?> Find(string slug) =>
        Slug.TryParse(slug, out var name) && await access.Find(name, Http.RequestAborted) is { Status: "active", Sso.Enabled: true } tenant
            ? await providers.Find(tenant, Http.RequestAborted)
            : null;

    private Task AnswerNotFound() => RefusalResponse.Write(Http, PlatformErrors.NotFound());

    /// <summary>On a business's own address the way begins at the platform's, where the cookies are.</summary>
    private bool GoHome(string path)
    {
        if (caller.Tenant is null && Http.Features.Get<AccessCache.TenantAccess>() is null)
            return false;
        // A business in the host name has no part in the path, where the platform's address needs it.
        var back = Http.Request.Query["returnUrl"].ToString();
        if (!Http.Request.PathBase.HasValue && back.Length > 0)
            back = $"/{caller.Slug!.Value}{back}";
        Http.Response.Redirect(
            address.Of(Http.Request) + path + (SignInCompletion.IsOurs(back) ? "?returnUrl=" + Uri.EscapeDataString(back) : "")
        );
        return true;
    }

    /// <summary>Where they wanted to go, within that business; its start otherwise.</summary>
    private string Return(string slug)
    {
        var asked = Http.Request.Query["returnUrl"].ToString();
        return SignInCompletion.IsOurs(asked) && asked.StartsWith($"/{slug}/", StringComparison.Ordinal) ? asked : $"/{slug}/";
    }

    private string WithReturn(string path, string slug) => $"{path}?returnUrl={Uri.EscapeDataString(Return(slug))}";
}
