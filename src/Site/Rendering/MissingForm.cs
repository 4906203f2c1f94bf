using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Niaga.Ui;

namespace Niaga.Site.Rendering;

/// <summary>
/// Answers a posted form that no longer stands on its page: it was done in another tab, or what it was for is gone. The framework's
/// answer is 400 in plain text with nothing in it; ours is the page as it stands now, with a note that says so.
/// </summary>
internal static class MissingForm
{
    /// <param name="http">A posted page.</param>
    /// <param name="framework">The framework's own answer.</param>
    public static async Task Answer(HttpContext http, RequestDelegate framework)
    {
        await framework(http);
        // Only there does it send plain text, and only after the token against forgery was found valid.
        var response = http.Response;
        if (
            response.HasStarted
            || response.StatusCode != StatusCodes.Status400BadRequest
            || response.ContentType?.StartsWith("text/plain", StringComparison.Ordinal) != true
        )
            return;

        // The page itself leads elsewhere: there is nothing to do here any more.
        if (response.Headers.Location is [{ } elsewhere])
        {
            response.ContentType = null;
            response.Redirect(elsewhere);
            return;
        }
        // The status code pages tell of what is not set right below.
        response.ContentType = null;
        if (string.IsNullOrEmpty(http.Request.Form["_handler"]))
            return;

        Flash.Complain(http, "site.form_gone");
        response.Headers.CacheControl = "no-store";
        response.Redirect(http.Request.GetEncodedPathAndQuery());
    }
}
