using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary>Addresses that forms of many pages send to, such as the switch of the language.</summary>
internal static class FormPosts
{
    /// <summary>Maps one: without the token of the page it was sent from it is refused, as a page's own form is.</summary>
    public static RouteHandlerBuilder MapFormPost(this IEndpointRouteBuilder site, string path, Delegate handler) =>
        site.MapPost(path, handler).AddEndpointFilter(NeedToken).DisableAntiforgery().ExcludeFromDescription();

    private static async ValueTask<object?> NeedToken(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        // A body of another kind carries no form, whatever stands in its headers.
        if (http.Request.HasFormContentType && await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            return await next(call);

        await RefusalResponse.Write(http, PlatformErrors.ForgeryToken());
        return Results.Empty;
    }
}
