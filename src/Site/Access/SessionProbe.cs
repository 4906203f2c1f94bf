using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Tenants;

namespace Niaga.Site.Access;

/// <summary>
/// <c>GET /session</c> of a business: who is signed in by now, and their token against forgery. Asked by a page before it sends what
/// somebody typed, and after they signed in again in another tab.
/// </summary>
internal static class SessionProbe
{
    internal sealed record Here(Guid Person, string Token);

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/session", Ask).WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen)).ExcludeFromDescription();

    private static Ok<Here> Ask(HttpContext http, Caller caller, IAntiforgery antiforgery)
    {
        var token = antiforgery.GetAndStoreTokens(http).RequestToken!;
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Here(caller.Person!.Value.Value, token));
    }
}
