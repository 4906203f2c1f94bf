using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Identity.Access;
using Niaga.Platform.Callers;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Requests;

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
        caller.SetOrigin(new(ApiPaths.IsApi(request.Path) ? "api" : "page", http.Connection.RemoteIpAddress));
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
