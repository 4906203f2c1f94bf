using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary>Lets a person in on this browser, and knows where they go from there.</summary>
internal sealed class Entrance(SignInManager<Person> sessions, BusinessesOfPerson businesses, Caller caller)
{
    /// <param name="person">Who has proven to be it.</param>
    /// <param name="keep">Stay signed in after the browser closes, for 14 days.</param>
    public async Task Admit(Person person, bool keep)
    {
        await sessions.SignInAsync(person, keep);
        // A browser that has no language yet speaks the person's own.
        if (!sessions.Context.Request.Cookies.ContainsKey(RequestLanguage.Cookie) && Language.Find(person.Language) is { } language) RequestLanguage.Remember(sessions.Context, language);
    }

    /// <summary>Where to after signing in: the page asked for when it is one of ours, else the business of the address, the only business, or the choice of businesses.</summary>
    public async Task<string> Next(PersonId person, string? returnUrl, CancellationToken cancel)
    {
        if (IsOurs(returnUrl)) return returnUrl!;
        if (caller.Tenant is not null) return "/";
        return await businesses.List(person, cancel) is [var only] ? $"/{only.Slug}/" : "/businesses";
    }

    /// <summary>A path of this site; never another host, whatever tricks the browser would follow.</summary>
    internal static bool IsOurs(string? url) =>
        url is ['/', ..] && RedirectHttpResult.IsLocalUrl(url) && !url.Contains('\\', StringComparison.Ordinal) && !url.Any(char.IsControl);
}
