using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Sessions;
using Niaga.Platform.Values;

namespace Niaga.Identity.SignIn;

/// <summary>
/// The cookie of a signed-in browser names a person and a session; whether that session is still open is asked at every request.
/// </summary>
internal static class SessionCookie
{
    public const string SessionClaim = "sid";

    /// <summary>Writes the cookie.</summary>
    public static Task Write(HttpContext http, PersonId person, Guid session, bool keep)
    {
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, person.ToString()), new(SessionClaim, session.ToString())],
            IdentityConstants.ApplicationScheme
        );
        return http.SignInAsync(IdentityConstants.ApplicationScheme, new(identity), new AuthenticationProperties { IsPersistent = keep });
    }

    /// <summary>Called with every cookie that comes: an ended session's is worth nothing.</summary>
    public static async Task Validate(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionCache>();
        var user = context.Principal!;
        var session =
            Guid.TryParse(user.FindFirstValue(SessionClaim), out var id)
            && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var person)
                ? await sessions.Find(new(person), id, context.HttpContext.RequestAborted)
                : null;
        if (session is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }
        context.HttpContext.Features.Set(session);
    }
}
