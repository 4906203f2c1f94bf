using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Platform.Web;

namespace Niaga.Identity.Factors;

/// <summary>
/// The domain passkeys belong to: the base host, so that one passkey serves the platform's address and every business's below it.
/// A Host header is anybody's to write; only names this deployment is configured with are taken.
/// </summary>
internal sealed class PasskeyDomain(IOptions<SiteOptions> site)
{
    public IdentityPasskeyOptions Options(HttpRequest request)
    {
        var domain = Of(request);
        return new()
        {
            ServerDomain = domain,
            // Something one has and something one is or knows: a passkey is both steps in one.
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            ValidateOrigin = from => ValueTask.FromResult(!from.CrossOrigin && IsOurs(from.Origin, domain, request)),
        };
    }

    internal string Of(HttpRequest request)
    {
        var configured = Uri.TryCreate(site.Value.PublicAddress, UriKind.Absolute, out var address) ? address.Host : null;
        return site.Value.BaseHosts.FirstOrDefault(b => SiteOptions.Under(configured ?? request.Host.Host, b))
            ?? configured
            ?? site.Value.BaseHosts[0];
    }

    /// <summary>
    /// The address the browser was at when it answered: below our domain, the one this request came to or the public one, and encrypted but
    /// on the machine itself.
    /// </summary>
    private bool IsOurs(string origin, string domain, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var at) || !SiteOptions.Under(at.Host, domain))
            return false;
        if (at.Scheme != Uri.UriSchemeHttps && !(at.Scheme == Uri.UriSchemeHttp && SiteOptions.Under(at.Host, "localhost")))
            return false;

        var here = new Uri($"{at.Scheme}://{request.Host.Value}").Authority;
        return at.Authority == here
            || (Uri.TryCreate(site.Value.PublicAddress, UriKind.Absolute, out var address) && at.Authority == address.Authority);
    }
}
