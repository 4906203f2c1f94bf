using System.Net;
using System.Text.RegularExpressions;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Site;

/// <summary>A browser as far as plain HTML goes: keeps cookies, fills in the forms of a page, follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;

    public Browser(NiagaApp app) =>
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = new(app.Address),
            DefaultRequestHeaders = { { "Accept-Language", "en" } },
        };

    public CookieContainer Cookies { get; } = new();

    /// <summary>Puts what follows under a trace, for <see cref="Traffic"/>.</summary>
    public void Trace(string traceparent)
    {
        client.DefaultRequestHeaders.Remove("traceparent");
        client.DefaultRequestHeaders.Add("traceparent", traceparent);
    }

    public async Task<Page> Get(string path) => await Read(await client.GetAsync(path));

    /// <summary>Posts the form of a page: its hidden fields, with these on top.</summary>
    /// <param name="page">The page that shows the form.</param>
    /// <param name="form">The form's name, or its action where it has none.</param>
    /// <param name="fields">What is typed.</param>
    public Task<Page> Post(Page page, string form, params (string Name, string Value)[] fields)
    {
        var shown = Forms()
            .Matches(page.Body)
            .Select(m => m.Value)
            .First(f =>
                f.Contains($"value=\"{form}\"", StringComparison.Ordinal) || f.Contains($"action=\"{form}\"", StringComparison.Ordinal)
            );
        var action = WebUtility.HtmlDecode(Action().Match(shown) is { Success: true } found ? found.Groups[1].Value : page.Path);
        if (!action.StartsWith('/'))
            action = Base().Match(page.Body).Groups[1].Value + action;
        var hidden = Hidden()
            .Matches(shown)
            .Select(m => (WebUtility.HtmlDecode(m.Groups[1].Value), WebUtility.HtmlDecode(m.Groups[2].Value)));
        return Send(action, [.. hidden.Where(h => fields.All(f => f.Name != h.Item1)), .. fields]);
    }

    public async Task<Page> Send(string path, params (string Name, string Value)[] fields)
    {
        using var body = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Read(await client.PostAsync(path, body));
    }

    /// <summary>Posts a form as our own script does, with the page's token.</summary>
    public async Task<Page> Script(Page page, string path, params (string Name, string Value)[] fields)
    {
        using var body = new FormUrlEncodedContent(
            Hidden()
                .Matches(page.Body)
                .Where(m => m.Groups[1].Value == "__RequestVerificationToken")
                .Take(1)
                .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))
                .Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body, Headers = { { "X-Form", "1" } } };
        return await Read(await client.SendAsync(request));
    }

    public void Dispose() => client.Dispose();

    private static async Task<Page> Read(HttpResponseMessage answer)
    {
        using (answer)
        {
            return new(
                answer.StatusCode,
                answer.RequestMessage!.RequestUri!.PathAndQuery,
                answer.Headers.Location?.OriginalString,
                await answer.Content.ReadAsStringAsync(),
                answer.Headers.ToString()
            );
        }
    }

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<base href=\"([^\"]*)\"")]
    private static partial Regex Base();

    [GeneratedRegex("<form [^>]*action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}

/// <summary>What came back.</summary>
internal sealed partial record Page(HttpStatusCode Status, string Path, string? Location, string Body, string Headers)
{
    /// <summary>The text as read: entities decoded.</summary>
    public string Text => WebUtility.HtmlDecode(Body);

    /// <summary>The message beside a field, or null.</summary>
    public string? ErrorOf(string field) =>
        Regex.Match(Body, $"id=\"f-Form-{field}-error\">.*?<span>(.*?)</span>", RegexOptions.Singleline) is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups[1].Value)
            : null;

    /// <summary>The page without what differs each time: tokens against forgery.</summary>
    public string Bare => Token().Replace(Body, "");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"[^\"]*\"")]
    private static partial Regex Token();
}
