using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Ui;

/// <summary>
/// What a page says after it has sent the reader on: a toast on the next page of the same business. A cookie keeps the text's key and
/// values for a minute, so that it is read in the language of the page it appears on.
/// </summary>
/// <param name="Message">The sentence, in the reader's language.</param>
/// <param name="Failed">Whether it reports a failure.</param>
/// <param name="Undo">A way back, or null.</param>
public sealed record Flash(string Message, bool Failed = false, FlashUndo? Undo = null)
{
    private const string Cookie = "niaga.flash";

    /// <summary>Says it on the next page.</summary>
    /// <param name="context">The request that did it.</param>
    /// <param name="key">Key of the text.</param>
    /// <param name="values">What its {0}, {1} … stand for: texts as they are, whole numbers, or <see cref="ByLanguage"/>.</param>
    public static void Say(HttpContext context, string key, params ReadOnlySpan<object?> values) =>
        Write(context, new(key, Kept(values), Failed: false, null));

    /// <summary>Says it with a way back.</summary>
    public static void Say(HttpContext context, FlashUndo undo, string key, params ReadOnlySpan<object?> values) =>
        Write(context, new(key, Kept(values), Failed: false, undo));

    /// <summary>Says on the next page that something did not work.</summary>
    public static void Complain(HttpContext context, string key, params ReadOnlySpan<object?> values) =>
        Write(context, new(key, Kept(values), Failed: true, null));

    /// <summary>Says on the next page why something was refused.</summary>
    public static void Complain(HttpContext context, Refusal refusal) =>
        Complain(context, "refusal." + refusal.Code, (ReadOnlySpan<object?>)refusal.Values);

    /// <summary>A value that reads differently in each language.</summary>
    public static IReadOnlyDictionary<string, string> ByLanguage(Func<Language, string> text) =>
        Language.All.ToDictionary(l => l.Code, text);

    /// <summary>What is to be said now, or null. Said once.</summary>
    public static Flash? Take(HttpContext context, Words words)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var text) || context.Response.HasStarted)
            return null;

        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            if (JsonSerializer.Deserialize<Stored>(Base64Url.DecodeFromChars(text)) is not { Key: not null, Values: not null } stored)
                return null;

            var message = words[stored.Key, [.. stored.Values.Select(v => Shown(v, words.Language))]];
            return new(message, stored.Failed, stored.Undo is { IsLocal: true } undo ? undo : null);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException)
        {
            // Whoever wrote such a cookie has nothing to say to the reader.
            return null;
        }
    }

    private static JsonElement[] Kept(ReadOnlySpan<object?> values)
    {
        var kept = new JsonElement[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            kept[i] = values[i] switch
            {
                null => JsonSerializer.SerializeToElement(""),
                int or long => JsonSerializer.SerializeToElement(Convert.ToInt64(values[i], null)),
                IReadOnlyDictionary<string, string> each => JsonSerializer.SerializeToElement(each),
                var other => JsonSerializer.SerializeToElement(other.ToString()),
            };
        }
        return kept;
    }

    private static object? Shown(JsonElement value, Language language) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object when value.TryGetProperty(language.Code, out var text) && text.ValueKind == JsonValueKind.String =>
                text.GetString(),
            _ => "",
        };

    private static void Write(HttpContext context, Stored stored)
    {
        if (!stored.Failed && context.RequestServices.GetRequiredService<Caller>().Idempotency is { WasDoneBefore: true })
            stored = new("ui.form.done_before", [], Failed: false, null);

        // A sentence in place of its key would be read in whatever language it was made in.
        if (!context.RequestServices.GetRequiredService<TextCatalog>().Has(stored.Key!))
            throw new KeyNotFoundException($"A toast says a text by its key; there is no text '{stored.Key}'.");

        var options = Options(context);
        options.MaxAge = TimeSpan.FromMinutes(1);
        context.Response.Cookies.Append(Cookie, Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(stored)), options);
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

    private sealed record Stored(string? Key, JsonElement[]? Values, bool Failed, FlashUndo? Undo);
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
