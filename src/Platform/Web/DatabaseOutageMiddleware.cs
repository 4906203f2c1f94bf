using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Web;

/// <summary>
/// Answers 503 with <c>Retry-After</c> and a code where the database or the file store is away, in place of a 500 and a trace in the log.
/// </summary>
internal sealed class DatabaseOutageMiddleware(RequestDelegate next, DatabaseHealth health)
{
    public async Task Invoke(HttpContext http)
    {
        http.Response.OnStarting(AddRetryAfter, http.Response);
        if (!health.MayTry() && !NeedsNoDatabase(http))
        {
            await Answer(http, PlatformErrors.DatabaseAway());
            return;
        }
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && health.Failed(e) is var failure and not DatabaseFailure.None)
        {
            http.Response.Clear();
            await Answer(http, failure == DatabaseFailure.Away ? PlatformErrors.DatabaseAway() : PlatformErrors.Overloaded());
        }
        catch (DependencyUnavailableException) when (!http.Response.HasStarted)
        {
            // The one server outside that pages read from is the file store.
            http.Response.Clear();
            await Answer(http, PlatformErrors.FilesAway());
        }
    }

    /// <summary>Every 503, also one that a use case refused with.</summary>
    private static Task AddRetryAfter(object of)
    {
        var response = (HttpResponse)of;
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = "5";
        return Task.CompletedTask;
    }

    /// <summary>Styles, scripts and the error page itself.</summary>
    private static bool NeedsNoDatabase(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/_content")
        || http.Request.Path.StartsWithSegments("/assets")
        || http.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    private static async Task Answer(HttpContext http, Refusal refusal)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            // The error page asked the database too: nothing is left to show it with.
            http.Response.StatusCode = refusal.Status;
            return;
        }
        // The error page comes next. Who is signed in cannot be looked up: it is shown as to a visitor.
        http.Features.Set<CallerSnapshot>(null);
        var language = http.Request.Cookies[RequestLanguage.Cookie];
        http.Request.Headers.Cookie = language is "ms" or "en" ? $"{RequestLanguage.Cookie}={language}" : default(string?);
        await RefusalResponse.Write(http, refusal);
    }
}
