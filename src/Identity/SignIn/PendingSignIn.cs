using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Niaga.Identity.People;
using Niaga.Platform.Callers;

namespace Niaga.Identity.SignIn;

/// <summary>
/// Between the first step and the second: a cookie that says who gave the right password, for ten minutes. It opens nothing but the
/// page that asks for the second step, and is void once the person's password or factors change.
/// </summary>
internal sealed class PendingSignIn(IHttpContextAccessor context, UserManager<Person> accounts, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const string StampClaim = "stamp";
    private const string KeepItem = "keep";
    private const string ProviderItem = "provider";

    private HttpContext Http => context.HttpContext!;

    /// <param name="Person">Who.</param>
    /// <param name="Method">How the first step was proven: one of <see cref="SignInMethods"/>.</param>
    /// <param name="Keep">Stay signed in after the browser closes.</param>
    /// <param name="Provider">The identity provider the first step came through, or null.</param>
    public sealed record Half(Person Person, string Method, bool Keep, StartSession.ProviderSignIn? Provider);

    public static void Describe(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "niaga.half";
        cookie.ExpireTimeSpan = Patience;
        cookie.SlidingExpiration = false;
    }

    public async Task Begin(Half half)
    {
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, half.Person.Id.ToString()),
                new(ClaimTypes.AuthenticationMethod, half.Method),
                new(StampClaim, await accounts.GetSecurityStampAsync(half.Person)),
            ],
            IdentityConstants.TwoFactorUserIdScheme
        );
        var now = clock.GetUtcNow();
        var properties = new AuthenticationProperties
        {
            IsPersistent = false,
            IssuedUtc = now,
            ExpiresUtc = now + Patience,
        };
        if (half.Keep)
            properties.Items[KeepItem] = "yes";
        if (half.Provider is { } provider)
            properties.Items[ProviderItem] = JsonSerializer.Serialize(provider);
        await Http.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new(identity), properties);
    }

    /// <summary>Who has passed the first factor on this browser, or null.</summary>
    public async Task<Half?> Read()
    {
        var read = await Http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (
            !read.Succeeded
            || read.Principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id
            || await accounts.FindByIdAsync(id) is not { } person
        )
            return null;
        if (read.Principal.FindFirstValue(StampClaim) != await accounts.GetSecurityStampAsync(person))
            return null;

        var items = read.Properties.Items;
        return new(
            person,
            read.Principal.FindFirstValue(ClaimTypes.AuthenticationMethod)!,
            items.ContainsKey(KeepItem),
            items.TryGetValue(ProviderItem, out var provider) && provider is not null
                ? JsonSerializer.Deserialize<StartSession.ProviderSignIn>(provider)
                : null
        );
    }

    /// <summary>Takes the cookie back, where this browser has one.</summary>
    public async Task End()
    {
        if (!(await Http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).None)
            await Http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
    }
}
