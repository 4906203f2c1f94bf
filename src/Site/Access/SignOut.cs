using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.SignIn;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary><c>POST /sign-out</c>, on the platform's address and on a business's.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/sign-out", Leave)
            .WithMetadata(new PublicAccessAttribute("Who is signed in no longer has nothing to leave.") { Place = PublicPlace.Both });

    private static async Task Leave(HttpContext http, TenantScopeRunner elsewhere, SsoSignOut sso, PendingSignIn half, Caller caller)
    {
        // Whoever came through one business's provider is nobody on the platform's own address, but may leave there.
        if (caller.Session is { } session)
            await elsewhere.Do(TenantId.Platform, runner => EndSession.Do(runner, session.Id, http.RequestAborted), session.Person);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        await half.End();
        var onward = caller.Session is { BoundTo: { } tenant } bound ? await sso.Way(tenant, bound.Id) : null;
        http.Response.Redirect(onward ?? "/sign-in");
    }
}
