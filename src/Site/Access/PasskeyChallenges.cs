using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Factors;
using Niaga.Identity.People;
using Niaga.Identity.SignIn;
using Niaga.Platform.Callers;

namespace Niaga.Site.Access;

/// <summary>
/// <c>GET /passkey-question</c>: what a page's script hands to the browser. Fetched when it is needed, since a page may stand open
/// longer than a question holds.
/// </summary>
internal static class PasskeyChallenges
{
    public const string Path = "/passkey-question";

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet(Path, Ask)
            .WithMetadata(
                new PublicAccessAttribute("Who signs in with a passkey is nobody yet; a question opens nothing without its answer.")
                {
                    Place = PublicPlace.Both,
                }
            )
            .ExcludeFromDescription();

    /// <summary>How a page names its purpose.</summary>
    public static string Address(PasskeyPurpose purpose) => $"{Path}?for={purpose}";

    private static async Task<Results<Ok<Passkeys.Question>, NotFound>> Ask(
        [FromQuery(Name = "for")] string? purpose,
        HttpContext http,
        Passkeys passkeys,
        PendingSignIn half,
        UserManager<Person> accounts,
        Caller caller
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!Enum.TryParse<PasskeyPurpose>(purpose, out var asked))
            return TypedResults.NotFound();

        var here = caller.Session;
        var person = asked switch
        {
            PasskeyPurpose.SecondStep => (await half.Read())?.Person,
            PasskeyPurpose.Confirm or PasskeyPurpose.Add when here is not null => await accounts.FindByIdAsync(here.Person.ToString()),
            _ => null,
        };
        return (asked, person) switch
        {
            (PasskeyPurpose.SignIn, _) => TypedResults.Ok(await passkeys.Ask(asked, null, null)),
            (PasskeyPurpose.SecondStep, not null) => TypedResults.Ok(await passkeys.Ask(asked, person, null)),
            (PasskeyPurpose.Confirm, not null) => TypedResults.Ok(await passkeys.Ask(asked, person, here!.Id)),
            (PasskeyPurpose.Add, not null) when here!.BoundTo is null => TypedResults.Ok(await passkeys.AskNew(person, here.Id)),
            _ => TypedResults.NotFound(),
        };
    }
}
