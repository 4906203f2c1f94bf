using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Platform.Web;

/// <summary>
/// Takes the business from the address and from nowhere else: the first path segment (moved into the path base, so no route
/// mentions it) or the host name. Two tabs on two businesses can never mix.
/// </summary>
internal sealed class TenantAddress(RequestDelegate next, AccessCache access, IOptions<SiteOptions> site)
{
    public async Task Invoke(HttpContext http, Caller caller)
    {
        var request = http.Request;
        if (ByHost(request.Host.Host) is { } name)
        {
            if (await Find(name, http.RequestAborted) is { } tenant)
                Enter(http, caller, tenant);
            else
                http.Features.Set(new NoSuchBusiness());
        }
        else if (request.Path.Value is { Length: > 1 } path)
        {
            var end = path.IndexOf('/', 1);
            var segment = end < 0 ? path[1..] : path[1..end];
            // A phone begins a line with a capital; the business is still meant.
            if (
                HttpMethods.IsGet(request.Method)
                && segment.Any(char.IsAsciiLetterUpper)
                && segment.ToLowerInvariant() is var small
                && !ReservedSlugs.Contains(small)
                && Slug.TryParse(small, out _)
            )
            {
                // Whether it exists or not, so that the answer tells nothing.
                http.Response.Redirect(
                    $"{request.PathBase}/{small}{(end < 0 ? "/" : new PathString(path[end..]).ToUriComponent())}{request.QueryString}"
                );
                return;
            }
            if (!ReservedSlugs.Contains(segment) && Slug.TryParse(segment, out var slug))
            {
                if (await access.Find(slug, http.RequestAborted) is { } tenant)
                {
                    request.PathBase = request.PathBase.Add("/" + segment);
                    request.Path = end < 0 ? "/" : path[end..];
                    Enter(http, caller, tenant);
                }
                else
                    http.Features.Set(new NoSuchBusiness());
            }
        }
        caller.ComeFrom(new(ApiPaths.IsApi(request.Path) ? "api" : "page", http.Connection.RemoteIpAddress));
        await next(http);
    }

    /// <summary>The host name's part before a base host: <c>kedai</c> of <c>kedai.localhost</c>.</summary>
    private string? ByHost(string host)
    {
        foreach (var under in site.Value.BaseHosts)
        {
            if (host.Length > under.Length + 1 && host.EndsWith("." + under, StringComparison.OrdinalIgnoreCase))
                return host[..^(under.Length + 1)].ToLowerInvariant();
        }
        return null;
    }

    private async ValueTask<AccessCache.TenantAccess?> Find(string segment, CancellationToken cancel) =>
        Slug.TryParse(segment, out var slug) ? await access.Find(slug, cancel) : null;

    private static void Enter(HttpContext http, Caller caller, AccessCache.TenantAccess tenant)
    {
        http.Features.Set(tenant);
        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
    }
}

/// <summary>The address asks for a business that does not exist.</summary>
internal sealed record NoSuchBusiness;

/// <summary>Configuration section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    /// <summary>Hosts below which <c>{slug}.</c> is a business's address.</summary>
    public IList<string> BaseHosts { get; } = ["localhost"];

    /// <summary>Address of the platform as the outside sees it, for links in mails and the sitemap; null takes the request's.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Where people write to about their data, as the privacy notice says.</summary>
    public string Contact { get; set; } = "hello@niaga.localhost";

    /// <summary>
    /// The platform's own address as the outside sees it. A Host header is anybody's to write, and a link in a mail must not lead to a
    /// stranger: only hosts this deployment names are taken from the request.
    /// </summary>
    /// <param name="request">The request at hand; null in background work.</param>
    /// <returns>Scheme, host and port without a slash at the end, such as <c>https://niaga.my</c>.</returns>
    internal string AddressFor(HttpRequest? request)
    {
        if (PublicAddress is { Length: > 0 } configured)
            return configured.TrimEnd('/');
        if (request is null)
            return "https://" + BaseHosts[^1];

        var host =
            BaseHosts.FirstOrDefault(b => Under(request.Host.Host, b))
            ?? (IPAddress.TryParse(request.Host.Host, out var address) && IPAddress.IsLoopback(address) ? request.Host.Host : BaseHosts[0]);
        var port = request.Host.Port ?? request.HttpContext.Connection.LocalPort;
        return port is 80 or 443 or 0 ? $"{request.Scheme}://{host}" : $"{request.Scheme}://{host}:{port}";
    }

    /// <summary>Whether a host name is another one or lies below it.</summary>
    internal static bool Under(string host, string basis) =>
        host.Equals(basis, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + basis, StringComparison.OrdinalIgnoreCase);
}
