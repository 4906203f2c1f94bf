using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Web;

/// <summary>
/// What the API asks of <c>If-Match</c> before a handler runs: that it can be read, and that a PUT, which empties what is left out, says
/// which version it replaces (RFC 6585, 3). Whoever means whatever is there says <c>*</c>.
/// </summary>
internal sealed class Preconditions : IEndpointFilter
{
    /// <summary>The API's root, for every endpoint below it.</summary>
    public static RouteGroupBuilder MapApi(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        api.AddEndpointFilter<RouteGroupBuilder, Preconditions>();
        return api;
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Refuse(http) is { } refusal)
            return refusal.ToProblem(http.RequestServices.GetRequiredService<Words>());

        return await next(context);
    }

    /// <summary>Whether a change of this endpoint must say which version it was made from.</summary>
    public static bool Asks(string method, IEnumerable<object> metadata) =>
        HttpMethods.IsPut(method) && metadata.OfType<ApiDescription.Versioned>().Any();

    private static Refusal? Refuse(HttpContext http)
    {
        if (!ETags.IsReadable(http.Request.Headers.IfMatch))
            return PlatformErrors.IfMatchInvalid();

        var asked = Asks(http.Request.Method, http.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty);
        return asked && http.Request.Headers.IfMatch.Count == 0 ? PlatformErrors.PreconditionRequired() : null;
    }
}
