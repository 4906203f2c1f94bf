using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Niaga.Ui;

/// <summary>
/// What a page says after it has sent the reader on: a toast on the next page of the same business, kept in a cookie for a minute.
/// </summary>
/// <param name="Message">The sentence, in the reader's language.</param>
/// <param name="Failed">Whether it reports a failure.</param>
/// <param name="Undo">A way back, or null.</param>
public sealed record Flash(string Message, bool Failed = false, FlashUndo? Undo = null)
{
    private const string Cookie = "niaga.flash";

    /// <summary>Says it on the next page.</summary>
    public static void Say(HttpContext context, string message, FlashUndo? undo = null) => Write(context, new(message, false, undo));

    /// <summary>Says on the next page that something did not work.</summary>
    public static void Complain(HttpContext context, string message) => Write(context, new(message, true));

    /// <summary>What is to be said now, or null. Said once.</summary>
    public static Flash? Take(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var text) || context.Response.HasStarted)
            return null;

        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            var flash = JsonSerializer.Deserialize<Flash>(Base64Url.DecodeFromChars(text));
            return flash?.Undo is { } undo && !undo.IsLocal ? flash with { Undo = null } : flash;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // Whoever wrote such a cookie has nothing to say to the reader.
            return null;
        }
    }

    private static void Write(HttpContext context, Flash flash)
    {
        var options = Options(context);
        options.MaxAge = TimeSpan.FromMinutes(1);
        context.Response.Cookies.Append(Cookie, Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(flash)), options);
    }

    // The path keeps two businesses in two tabs apart.
    private static CookieOptions Options(HttpContext context) =>
        new()
        {
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
        };
}

/// <summary>The form behind a toast's "undo".</summary>
/// <param name="Action">Where it posts, within the business's address and without a leading slash: <c>products/{id}</c>.</param>
/// <param name="FormName">The form of that page which takes it back.</param>
/// <param name="Fields">What it posts besides.</param>
public sealed record FlashUndo(string Action, string FormName, IReadOnlyDictionary<string, string>? Fields = null)
{
    internal bool IsLocal =>
        Uri.IsWellFormedUriString(Action, UriKind.Relative) && !Action.StartsWith('/') && !Action.Contains(':') && !Action.Contains('\\');
}
