using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Niaga.Platform.Web;

/// <summary>HEAD answers as GET does, without the body; OPTIONS on the API says which methods an address takes.</summary>
internal sealed class HttpMethodMiddleware(RequestDelegate next)
{
    public async Task Invoke(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            await Head(http);
        else
            await next(http);
        // Routing refuses OPTIONS as it refuses any method it has no endpoint for, with the methods it has in Allow.
        if (
            HttpMethods.IsOptions(http.Request.Method)
            && !http.Response.HasStarted
            && http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
        )
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private async Task Head(HttpContext http)
    {
        var body = http.Features.Get<IHttpResponseBodyFeature>()!;
        http.Request.Method = HttpMethods.Get;
        http.Features.Set<IHttpResponseBodyFeature>(new NoBody(body));
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(body);
            http.Request.Method = HttpMethods.Head;
        }
    }

    /// <summary>Swallows the body; headers go out as they would.</summary>
    private sealed class NoBody(IHttpResponseBodyFeature inner) : StreamResponseBodyFeature(Stream.Null, inner);
}
