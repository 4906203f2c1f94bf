using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform;
using Niaga.Platform.People;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary><c>POST /sign-out</c>, on the platform's address and on a business's.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder site) => site.MapPost("/sign-out", Leave)
        .WithMetadata(new PublicAccessAttribute("Who is signed in no longer has nothing to leave.") { Place = PublicPlace.Both })
        .DisableAntiforgery().ExcludeFromDescription();

    private static async Task Leave(HttpContext http, IAntiforgery antiforgery, SignInManager<Person> sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            await RefusalResponse.Write(http, PlatformErrors.ForgeryToken());
            return;
        }
        await sessions.SignOutAsync();
        http.Response.Redirect("/sign-in");
    }
}
