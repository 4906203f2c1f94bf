using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Niaga.Identity.Factors;
using Niaga.Identity.People;
using Niaga.Identity.SignIn;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary>Lets a person in on this browser, and knows where they go from there.</summary>
internal sealed class SignInCompletion(
    TenantScopeRunner elsewhere,
    BusinessesOfPerson businesses,
    FactorState factors,
    PendingSignIn half,
    Caller caller,
    CookieRules cookies,
    IHttpContextAccessor context
)
{
    private const string DeviceCookie = "niaga.device";

    private HttpContext Http => context.HttpContext!;

    /// <summary>The first step was right. Who has a second one is asked for it; who has none is in.</summary>
    /// <returns>Where to go.</returns>
    public async Task<string> Enter(
        Person person,
        string method,
        bool keep,
        string? returnUrl,
        StartSession.ProviderSignIn? provider = null
    )
    {
        if (await factors.Has(person, Http.RequestAborted))
        {
            await half.Begin(new(person, method, keep, provider));
            return Http.Request.PathBase
                + (IsOurs(returnUrl) ? "/second-factor?returnUrl=" + Uri.EscapeDataString(returnUrl!) : "/second-factor");
        }
        await Admit(person, method, factor: false, keep, provider: provider);
        return await Next(person.PersonId, returnUrl, Http.RequestAborted);
    }

    /// <summary>Signs a person in who has proven who they are: the session, its log entry, the cookie.</summary>
    /// <param name="person">Who.</param>
    /// <param name="method">One of <see cref="SignInMethods"/>.</param>
    /// <param name="factor">A second factor was proven too.</param>
    /// <param name="keep">Stay signed in after the browser closes, for 14 days.</param>
    /// <param name="boundTo">The only business it opens, for that business's own identity provider.</param>
    /// <param name="provider">The identity provider's names for the person and the sign-in.</param>
    /// <param name="anew">The business's own provider says that they typed something there just now.</param>
    /// <returns>The session.</returns>
    public async Task<Guid> Admit(
        Person person,
        string method,
        bool factor,
        bool keep,
        TenantId? boundTo = null,
        StartSession.ProviderSignIn? provider = null,
        bool anew = false
    )
    {
        await half.End();
        var old = Http.Features.Get<SignInState>();
        // Somebody else on this browser loses their cookie, so their sign-in ends too.
        if (old is not null && old.Person != person.PersonId)
            await elsewhere.Do(TenantId.Platform, runner => EndSession.Do(runner, old.Id, Http.RequestAborted), old.Person);
        var replaces = old?.Person == person.PersonId ? old.Id : (Guid?)null;
        var input = new StartSession.Input(
            person.PersonId,
            method,
            factor,
            keep,
            Device(),
            Http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
            replaces,
            boundTo,
            provider,
            anew
        );
        var outcome = await elsewhere.Do(TenantId.Platform, runner => StartSession.Do(runner, input, Http.RequestAborted), person.PersonId);
        await SessionCookie.Write(Http, person.PersonId, outcome.Value, keep);
        // The browser's public pages speak the person's language from now on too.
        if (Language.Find(person.Language) is { } language)
            RequestLanguage.Remember(Http, language);
        return outcome.Value;
    }

    /// <summary>
    /// Where to after signing in: the page asked for when it is one of ours, else the business of the address, the only business, or the
    /// choice of businesses.
    /// </summary>
    public async Task<string> Next(PersonId person, string? returnUrl, CancellationToken cancel)
    {
        if (IsOurs(returnUrl))
            return returnUrl!;
        if (caller.Tenant is not null)
            return Http.Request.PathBase + "/";

        return await businesses.List(person, cancel) is [var only] ? only.Path : "/businesses";
    }

    /// <summary>A path of this site; never another host, whatever tricks the browser would follow.</summary>
    internal static bool IsOurs(string? url) =>
        url is ['/', ..] && RedirectHttpResult.IsLocalUrl(url) && !url.Contains('\\', StringComparison.Ordinal) && !url.Any(char.IsControl);

    /// <summary>This browser's random mark, made at its first sign-in; tells nothing but that it is the same browser.</summary>
    private string Device()
    {
        if (Http.Request.Cookies[cookies.Name(DeviceCookie)] is { Length: 22 } known)
            return known;

        var mark = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        Http.Response.Cookies.Append(
            cookies.Name(DeviceCookie),
            mark,
            new()
            {
                Path = "/",
                HttpOnly = true,
                Secure = cookies.Https || Http.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(400),
                IsEssential = true,
            }
        );
        return mark;
    }
}
