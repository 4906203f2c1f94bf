using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Platform.Values;

namespace Niaga.Platform.Web;

/// <summary>
/// The platform's own address as the outside sees it. A Host header is anybody's to write, and a reset link must not lead to a
/// stranger: only hosts this deployment names are taken from the request.
/// </summary>
internal sealed class SiteAddress(IOptions<SiteOptions> site)
{
    /// <returns>Scheme, host and port without a slash at the end, such as <c>https://niaga.my</c>.</returns>
    public string Of(HttpRequest request)
    {
        if (site.Value.PublicAddress is { Length: > 0 } configured) return configured.TrimEnd('/');
        var host = site.Value.BaseHosts.FirstOrDefault(b => Under(request.Host.Host, b))
            ?? (IPAddress.TryParse(request.Host.Host, out var address) && IPAddress.IsLoopback(address) ? request.Host.Host : site.Value.BaseHosts[0]);
        var port = request.Host.Port ?? request.HttpContext.Connection.LocalPort;
        return port is 80 or 443 or 0 ? $"{request.Scheme}://{host}" : $"{request.Scheme}://{host}:{port}";
    }

    /// <summary>Where a business lives on it, whatever address this request came by.</summary>
    public string Of(HttpRequest request, Slug business) => $"{Of(request)}/{business.Value}";

    private static bool Under(string host, string basis) =>
        host.Equals(basis, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + basis, StringComparison.OrdinalIgnoreCase);
}
