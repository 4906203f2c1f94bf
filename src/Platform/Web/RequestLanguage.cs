using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Web;

/// <summary>
/// The language of a request: the address (<c>/en/…</c>), then the switch and the cookie it sets, then what the browser asks for, then
/// Malay (English for programs). Who turns out to be signed in reads their own (<c>PersonLanguage</c>).
/// </summary>
internal sealed class RequestLanguage(RequestDelegate next)
{
    public const string Cookie = "niaga.lang";

    public async Task Invoke(HttpContext http, Words words)
    {
        var language =
            ByAddress(AskedPath(http))
            ?? Chosen(http)
            ?? Language.Find(http.Request.Cookies[Cookie])
            ?? ByBrowser(http.Request.Headers.AcceptLanguage.ToString())
            ?? Fallback(http);
        Speak(http, words, language);
        await next(http);
    }

    /// <summary>Whether the address itself says which language the page speaks.</summary>
    internal static bool IsSaid(HttpContext http) => (ByAddress(AskedPath(http)) ?? Language.Find(AskedLanguage(http))) is not null;

    /// <summary>Answers in a language from here on.</summary>
    internal static void Speak(HttpContext http, Words words, Language language)
    {
        words.Language = language;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language.Culture);
        http.Response.Headers.ContentLanguage = language.Code;
    }

    /// <summary>People who say nothing are spoken to in Malay; programs in English.</summary>
    private static Language Fallback(HttpContext http) => ApiPaths.IsApi(http) ? Language.English : Language.Malay;

    /// <summary><c>?lang=en</c>, as the switch's links say without script; kept from then on.</summary>
    private static Language? Chosen(HttpContext http)
    {
        if (Language.Find(AskedLanguage(http)) is not { } chosen)
            return null;

        Remember(http, chosen);
        return chosen;
    }

    /// <summary>Keeps the language in this browser.</summary>
    internal static void Remember(HttpContext http, Language language) =>
        http.Response.Cookies.Append(
            Cookie,
            language.Code,
            new()
            {
                Path = "/",
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                IsEssential = true,
            }
        );

    /// <summary>What the address in the browser says; an error page's own query is not what was asked.</summary>
    private static string? AskedLanguage(HttpContext http) =>
        http.Features.Get<IStatusCodeReExecuteFeature>() is { } asked
            ? QueryHelpers.ParseQuery(asked.OriginalQueryString).GetValueOrDefault("lang").ToString()
        : http.Request.QueryString.HasValue ? http.Request.Query["lang"].ToString()
        : null;

    /// <summary>The path the browser shows: an error page speaks the language of the page it stands for.</summary>
    private static string? AskedPath(HttpContext http) =>
        http.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
        ?? http.Features.Get<IExceptionHandlerPathFeature>()?.Path
        ?? http.Request.Path.Value;

    private static Language? ByAddress(string? path) =>
        path is { Length: >= 3 } && (path.Length == 3 || path[3] == '/') ? Language.ByCode(path.AsSpan(1, 2)) : null;

    private static Language? ByBrowser(string header)
    {
        foreach (var range in header.Split(',', 8, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Language.Find(range.Split(';')[0]) is { } language)
                return language;
        }
        return null;
    }
}
