using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Accounts;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Ui;

namespace Niaga.Site.Access;

/// <summary>
/// <c>POST /language</c>: the switch of who is signed in, on the platform's address and on a business's. A visitor's is a link.
/// </summary>
internal static class SwitchLanguage
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/language", Switch)
            .WithMetadata(
                new PublicAccessAttribute("Who has signed out meanwhile still reads another language.") { Place = PublicPlace.Both }
            );

    private static async Task Switch(HttpContext http, TenantScopeRunner elsewhere, Caller caller)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Language.All.FirstOrDefault(l => l.Code == form["language"]) is not { } language)
        {
            await RefusalResponse.Write(http, PlatformErrors.Invalid("Language"));
            return;
        }
        if (caller.Session is { } session)
        {
            var outcome = await elsewhere.Do(
                TenantId.Platform,
                runner => ChangeLanguage.Do(runner, new(language.Code), http.RequestAborted),
                session.Person
            );
            if (outcome.Refusal is { } refusal)
            {
                await RefusalResponse.Write(http, refusal);
                return;
            }
        }
        RequestLanguage.Remember(http, language);
        http.Response.Redirect(Back(http, form["returnUrl"].ToString(), language));
    }

    /// <summary>The page it was asked on; one that names its language in the address, in the new one.</summary>
    private static string Back(HttpContext http, string asked, Language language) =>
        SignInCompletion.IsOurs(asked)
            ? Urls.InLanguage("http://localhost" + asked, language.Code, Language.All.Select(l => l.Code), named: false)
            : http.Request.PathBase + "/";
}
