using System.Net;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Values;

namespace Niaga.Platform.Web;

/// <summary>Configuration section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    /// <summary>Hosts below which <c>{slug}.</c> is a business's address.</summary>
    public IList<string> BaseHosts { get; } = ["localhost"];

    /// <summary>Address of the platform as the outside sees it, for links in mails and the sitemap; null takes the request's.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Where this node listens, such as <c>http://localhost:5080</c>: on one machine alone a link in a mail leads there.</summary>
    internal string? ListensAt { get; set; }

    /// <summary>Where people write to about their data, as the privacy notice says.</summary>
    public string Contact { get; set; } = "hello@niaga.localhost";

    /// <summary>
    /// The platform's own address as the outside sees it. A Host header is anybody's to write, and a link in a mail must not lead to a
    /// stranger: only hosts this deployment names are taken from the request.
    /// </summary>
    /// <param name="request">The request at hand; null in background work.</param>
    /// <returns>Scheme, host and port without a slash at the end, such as <c>https://niaga.my</c>.</returns>
    public string AddressFor(HttpRequest? request)
    {
        if (PublicAddress is { Length: > 0 } configured)
            return configured.TrimEnd('/');
        if (request is null)
            return ListensAt is { } here && BaseHosts[^1] == "localhost" ? here : "https://" + BaseHosts[^1];

        var host =
            BaseHosts.FirstOrDefault(b => Under(request.Host.Host, b))
            ?? (IPAddress.TryParse(request.Host.Host, out var address) && IPAddress.IsLoopback(address) ? request.Host.Host : BaseHosts[0]);
        var port = request.Host.Port ?? request.HttpContext.Connection.LocalPort;
        return port is 80 or 443 or 0 ? $"{request.Scheme}://{host}" : $"{request.Scheme}://{host}:{port}";
    }

    /// <summary>Where a business lives on the platform, as the outside sees it; without a slash at the end.</summary>
    public string AddressOf(Slug business, HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(business);
        return $"{AddressFor(request)}/{business.Value}";
    }

    /// <summary>Whether a host name is another one or lies below it.</summary>
    internal static bool Under(string host, string basis) =>
        host.Equals(basis, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + basis, StringComparison.OrdinalIgnoreCase);
}
