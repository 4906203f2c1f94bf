using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Niaga.Platform.Web;

/// <summary>
/// A form whose token against forgery does not fit: forged, or the page lay open while somebody signed in or out in another tab. Told with
/// a
/// page that says so; the framework itself answers nothing at all.
/// </summary>
internal sealed class AntiforgeryFailureMiddleware(RequestDelegate next)
{
    public Task Invoke(HttpContext http) =>
        // By the method: the page that tells of it is asked for by GET, with the same features.
        HttpMethods.IsPost(http.Request.Method)
        && http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
        && !ApiPaths.IsApi(http)
            ? RefusalResponse.Write(http, PlatformErrors.ForgeryToken())
            : next(http);
}
