using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Identity.SignIn;
using Niaga.Platform.Callers;
using Niaga.Platform.Values;

namespace Niaga.Testing;

/// <summary>A browser's cookies after signing in, made as signing in makes them, without the forms.</summary>
internal static class SignedIn
{
    /// <param name="app">The site.</param>
    /// <param name="person">Who.</param>
    /// <param name="passwordAt">When they gave their password.</param>
    /// <param name="factorAt">When they gave a second factor; null when they did not.</param>
    /// <param name="boundTo">The only business it opens.</param>
    /// <returns>The session's id and the value of the Cookie header.</returns>
    public static async Task<(Guid Session, string Cookie)> As(
        NiagaApp app,
        PersonId person,
        DateTimeOffset passwordAt,
        DateTimeOffset? factorAt = null,
        TenantId? boundTo = null
    )
    {
        await using var scope = app.Services.CreateAsyncScope();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var people = scope.ServiceProvider.GetRequiredService<PeopleDb>();
        var session = new SignInSession(person, boundTo is null ? SignInMethods.Password : SignInMethods.Sso, kept: true, now)
        {
            PasswordAt = passwordAt,
            FactorAt = factorAt,
            BoundTo = boundTo,
        };
        people.Sessions.Add(session);
        await people.SaveChangesAsync();
        var cookie = scope
            .ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme);
        var ticket = new AuthenticationTicket(
            Principal(person, session.SessionId),
            new() { IssuedUtc = now, ExpiresUtc = now.AddDays(1) },
            IdentityConstants.ApplicationScheme
        );
        return (session.SessionId, $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(ticket)}");
    }

    /// <summary>The page's token against forgery for a person: its cookie, and the value of the header beside it.</summary>
    public static (string Cookie, string Token) Forgery(NiagaApp app, PersonId person)
    {
        using var scope = app.Services.CreateScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = Principal(person, Guid.Empty) };
        var tokens = scope.ServiceProvider.GetRequiredService<IAntiforgery>().GetTokens(http);
        var name = scope.ServiceProvider.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        return ($"{name}={tokens.CookieToken}", tokens.RequestToken!);
    }

    private static ClaimsPrincipal Principal(PersonId person, Guid session) =>
        new(
            new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, person.ToString()), new(SessionCookie.SessionClaim, session.ToString())],
                IdentityConstants.ApplicationScheme
            )
        );
}
