using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Niaga.Platform.Web;

/// <summary>
/// How every cookie that proves something is guarded. A deployment whose public address is https gets <c>__Host-</c> names: the browser
/// then takes them from this very host over TLS alone, so that neither a sibling host nor a plain connection can plant one
/// (RFC 6265bis 4.1.3.2). A developer's http://localhost cannot have them.
/// </summary>
/// <param name="Https">The public address begins with https.</param>
internal sealed record CookieRules(bool Https)
{
    public static CookieRules Of(IConfiguration configuration) =>
        new(configuration["Site:PublicAddress"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Always over TLS where there is TLS.</summary>
    public CookieSecurePolicy Secure => Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    public string Name(string name) => Https ? "__Host-" + name : name;

    /// <summary>Guards a cookie; its path is the whole host, as the name demands.</summary>
    public void Guard(CookieBuilder cookie, string name, SameSiteMode sameSite)
    {
        cookie.Name = Name(name);
        (cookie.HttpOnly, cookie.Path, cookie.Domain, cookie.SameSite, cookie.SecurePolicy, cookie.IsEssential) = (
            true,
            "/",
            null,
            sameSite,
            Secure,
            true
        );
    }

    /// <summary>
    /// Guards the cookie of every cookie scheme, also of those a library brings: each under its scheme's own name where none was given.
    /// </summary>
    public static void Guard(IServiceCollection services, IConfiguration configuration)
    {
        var rules = Of(configuration);
        services.AddSingleton(rules);
        services.PostConfigureAll<CookieAuthenticationOptions>(options =>
            rules.Guard(options.Cookie, options.Cookie.Name!, SameSiteMode.Lax)
        );
    }
}
