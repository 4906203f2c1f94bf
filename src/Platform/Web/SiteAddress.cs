using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Platform.Values;

namespace Niaga.Platform.Web;

/// <summary>The platform's own address as the outside sees it; see <see cref="SiteOptions"/>.</summary>
internal sealed class SiteAddress(IOptions<SiteOptions> site)
{
    /// <returns>Scheme, host and port without a slash at the end, such as <c>https://niaga.my</c>.</returns>
    public string Of(HttpRequest request) => site.Value.AddressFor(request);

    /// <summary>Where a business lives on it, whatever address this request came by.</summary>
    public string Of(HttpRequest request, Slug business) => $"{Of(request)}/{business.Value}";
}
