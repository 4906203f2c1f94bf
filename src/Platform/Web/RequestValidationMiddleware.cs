using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Web;

/// <summary>
/// Turns what no endpoint can read into a 4xx with a code: control characters in an address, a body that is no JSON, too large or
/// broken UTF-8. What remains unexpected is a bug: 500, logged without the request's words.
/// </summary>
internal sealed partial class RequestValidationMiddleware(RequestDelegate next)
{
    // As the server counts where nobody changes it; the server's own bound lies above, so that the answer is ours.
    private const int LongestAddress = 8 * 1024;

    public async Task Invoke(HttpContext http)
    {
        if (http.Request.QueryString.Value?.Length + http.Request.Path.Value?.Length > LongestAddress)
        {
            await RefusalResponse.Write(http, PlatformErrors.AddressTooLong());
            return;
        }
        if (OtherCharset(http.Request))
        {
            await RefusalResponse.Write(http, PlatformErrors.NotJson());
            return;
        }
        if (Malformed(http.Request))
        {
            await RefusalResponse.Write(http, PlatformErrors.Malformed());
            return;
        }
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await RefusalResponse.Write(
                http,
                e.StatusCode switch
                {
                    StatusCodes.Status413PayloadTooLarge => PlatformErrors.BodyTooLarge(),
                    StatusCodes.Status415UnsupportedMediaType => PlatformErrors.NotJson(),
                    _ => ExpectedForm.Of(http, FieldOf(e.InnerException as JsonException)),
                }
            );
        }
        catch (JsonException e) when (!http.Response.HasStarted)
        {
            await RefusalResponse.Write(http, ExpectedForm.Of(http, FieldOf(e)));
        }
        catch (InvalidDataException) when (!http.Response.HasStarted && !HasBoundary(http.Request))
        {
            await RefusalResponse.Write(http, PlatformErrors.Malformed());
        }
        catch (InvalidDataException) when (!http.Response.HasStarted)
        {
            // A form over its limits.
            await RefusalResponse.Write(http, PlatformErrors.BodyTooLarge());
        }
    }

    /// <summary>The field a JSON reader stopped at; null at the root, and where the name is none of ours.</summary>
    private static string? FieldOf(JsonException? error) =>
        error?.Path is { } path && FieldPath().Match(path) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"^\$\.([A-Za-z]\w{0,63}(?:\[\d+\]|\.[A-Za-z]\w{0,63})*)$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldPath();

    /// <summary>JSON is UTF-8; what a form comes in is told by its parser.</summary>
    private static bool OtherCharset(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Charset.Value is { Length: > 0 } charset
        && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static bool HasBoundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) || type.Boundary.Length > 0);

    private static bool Malformed(HttpRequest request) =>
        Unclean(request.Path.Value)
        || BrokenUtf8(request.QueryString.Value)
        || request.Query.Any(q => Unclean(q.Key) || q.Value.Any(Unclean));

    /// <summary>
    /// Percent-encoded bytes that are no UTF-8: the framework leaves them as they stand, so nobody would ever see them decoded.
    /// </summary>
    private static bool BrokenUtf8(string? query)
    {
        if (query is null || !query.Contains('%', StringComparison.Ordinal))
            return false;

        var encoded = Encoding.UTF8.GetBytes(query);
        return !Utf8.IsValid(WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length));
    }

    /// <summary>Control characters, half a surrogate pair, or what broken UTF-8 decodes to.</summary>
    internal static bool Unclean(string? text)
    {
        if (text is null)
            return false;

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\uFFFD' or < ' ' and not ('\t' or '\r' or '\n') or '\u007F')
                return true;
            if (char.IsHighSurrogate(c) && ++i < text.Length && char.IsLowSurrogate(text[i]))
                continue;
            if (char.IsSurrogate(c))
                return true;
        }
        return false;
    }
}
