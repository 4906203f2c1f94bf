using Microsoft.AspNetCore.Http;

namespace Niaga.Platform.Web;

/// <summary>
/// A form that our own script sends, to keep a password through a refusal, learns where to go from a header: a script that follows a
/// redirect would fetch the next page, and use up what it has to say.
/// </summary>
internal sealed class FormRedirects(RequestDelegate next)
{
    public const string Asked = "X-Form";
    public const string Location = "X-Form-Location";

    public Task Invoke(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.ContainsKey(Asked))
            http.Response.OnStarting(Tell, http);
        return next(http);
    }

    private static Task Tell(object state)
    {
        var response = ((HttpContext)state).Response;
        if (response.StatusCode is StatusCodes.Status302Found or StatusCodes.Status303SeeOther)
        {
            response.Headers[Location] = response.Headers.Location;
            response.Headers.Location = default;
            response.StatusCode = StatusCodes.Status200OK;
        }
        return Task.CompletedTask;
    }
}
