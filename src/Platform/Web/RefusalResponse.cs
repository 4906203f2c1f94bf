using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Web;

/// <summary>How a protocol of its own words a refusal below its path; null for every other path.</summary>
internal delegate IResult? RefusalFormat(PathString path, Refusal refusal, Words words);

/// <summary>Refusals as RFC 9457 problem details: the code is stable, the sentence is the one a page shows.</summary>
public static class RefusalResponse
{
    /// <summary>The API's answer to a refusal.</summary>
    public static ProblemHttpResult ToProblem(this Refusal refusal, Words words) => TypedResults.Problem(Details(refusal, words));

    /// <summary>The API's answer where there is nothing to tell but that it is done, or why it is not.</summary>
    public static Results<NoContent, ProblemHttpResult> ToNoContent<T>(this Outcome<T> outcome, Words words) =>
        outcome.Succeeded(out _, out var refusal) ? TypedResults.NoContent() : refusal.ToProblem(words);

    internal static async Task Write(HttpContext http, Refusal refusal)
    {
        if (!ApiPaths.IsApi(http))
        {
            // A page of its own, made by the status code pages: same words, in the site's frame.
            http.Response.StatusCode = refusal.Status;
            http.Items[typeof(Refusal)] = refusal;
            return;
        }
        // RFC 9110, 15.5.2: a 401 says how to do better.
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var words = http.RequestServices.GetRequiredService<Words>();
        var own = http.RequestServices.GetServices<RefusalFormat>().Select(format => format(http.Request.Path, refusal, words));
        await (own.FirstOrDefault(answer => answer is not null) ?? refusal.ToProblem(words)).ExecuteAsync(http);
    }

    /// <summary>A bare status of the API (no such route, wrong method) as a problem with a code.</summary>
    internal static Task WriteStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Write(http, PlatformErrors.NotFound()),
            StatusCodes.Status405MethodNotAllowed => Write(http, PlatformErrors.MethodNotAllowed()),
            StatusCodes.Status415UnsupportedMediaType => Write(http, PlatformErrors.NotJson()),
            StatusCodes.Status413PayloadTooLarge => Write(http, PlatformErrors.BodyTooLarge()),
            StatusCodes.Status414UriTooLong => Write(http, PlatformErrors.AddressTooLong()),
            StatusCodes.Status400BadRequest => Write(http, PlatformErrors.Malformed()),
            _ => Task.CompletedTask,
        };

    private static ProblemDetails Details(Refusal refusal, Words words)
    {
        var problem = new RefusalDetails(refusal)
        {
            Type = "urn:niaga:error:" + refusal.Code,
            Title = words[refusal],
            Status = refusal.Status,
            Extensions = { ["code"] = refusal.Code },
        };
        var fields = refusal.All.Where(r => r.Field is not null).Select(r => OfField(r, words)).ToArray();
        if (fields.Length > 0)
            problem.Extensions["errors"] = fields;
        return problem;
    }

    /// <summary>A refusal as one of a list; one of the whole has no field.</summary>
    public static FieldError OfField(Refusal refusal, Words words) =>
        new(refusal.Field is { Length: > 0 } field ? char.ToLowerInvariant(field[0]) + field[1..] : "", refusal.Code, words[refusal]);

    /// <summary>A problem that still knows its refusal, for who answers with a page instead.</summary>
    internal sealed class RefusalDetails(Refusal refusal) : ProblemDetails
    {
        internal Refusal Refusal => refusal;
    }

    /// <summary>What is wrong with one field of the request.</summary>
    /// <param name="Field">Its name as in the request, such as <c>price</c> or <c>lines[0].quantity</c>; empty for the whole.</param>
    /// <param name="Code">Stable code, such as <c>platform.required</c>.</param>
    /// <param name="Message">One sentence in the caller's language.</param>
    public sealed record FieldError(string Field, string Code, string Message);
}
