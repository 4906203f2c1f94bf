using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

public sealed partial class PageWriterTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Every_page_is_written_as_the_framework_would_write_it()
    {
        var pages = await EveryPage.Of(app);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new(app.Address),
        };
        var complaints = new List<string>();
        var shown = 0;
        foreach (var place in pages.Places.Where(p => !IsNewEachTime(p)).SelectMany(Variants))
        {
            foreach (var known in new[] { true, false })
            {
                // As on a node that remembers nothing: what a page waits for is not there when the framework first draws it.
                app.Services.GetRequiredService<TenantCache>().Forget(pages.Shop.Tenant);
                var theirs = await ByFramework(place, known);
                var ours = await Read(pages, client, place, known);
                if (ours.StartsWith("OK", StringComparison.Ordinal))
                    shown++;
                // The framework ends a page that is not there as soon as it says so, with what its frame had by then.
                else if (ours.StartsWith("NotFound", StringComparison.Ordinal))
                    theirs = await ByFramework(place, known);
                if (ours != theirs)
                    complaints.Add($"{place}: {Difference(theirs, ours)}");
            }
        }
        complaints.ShouldBeEmpty();
        shown.ShouldBeGreaterThan(60);

        async Task<string> ByFramework(string place, bool known)
        {
            EveryPage.ByFramework(app, true);
            var answer = await Read(pages, client, place, known);
            EveryPage.ByFramework(app, false);
            return answer;
        }
    }

    /// <summary>One shows a fresh secret and its picture, the other that it is being looked at.</summary>
    private static bool IsNewEachTime(EveryPage.Place place) =>
        place.Route == "/account/security/authenticator" || place.Route.EndsWith("/looks", StringComparison.Ordinal);

    private static IEnumerable<string> Variants(EveryPage.Place place) =>
        place.Route switch
        {
            "/products" =>
            [
                place.Address,
                place.Address + "?q=kopi+%3Cb%3E%22&sort=-price&page=2",
                place.Address + "?q=nothing-of-that-name",
            ],
            "/sales" => [place.Address, place.Address + "?page=3"],
            _ => [place.Address],
        };

    private static async Task<string> Read(EveryPage pages, HttpClient client, string address, bool known)
    {
        using var answer = known ? await pages.Get(client, address) : await client.GetAsync(address);
        if (answer.Headers.Location is { } elsewhere)
            return $"{answer.StatusCode} {elsewhere}";

        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Date" or "Content-Length" or "Transfer-Encoding" or "blazor-enhanced-nav"))
            .Select(h =>
                $"{h.Key}: {(h.Key == "Set-Cookie" ? string.Join(',', h.Value.Select(v => v.Split('=')[0])) : string.Join(',', h.Value))}"
            )
            .Order(StringComparer.Ordinal);
        var body = await answer.Content.ReadAsStringAsync();
        return $"{answer.StatusCode}\n{string.Join('\n', headers)}\n\n{Token().Replace(body, "$1…")}";
    }

    private static string Difference(string theirs, string ours)
    {
        var at = theirs.Zip(ours).TakeWhile(p => p.First == p.Second).Count();
        return $"framework …{Around(theirs, at)}… ours …{Around(ours, at)}…";
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 120)];

    // What is protected anew each time.
    [GeneratedRegex("(name=\"(?:__RequestVerificationToken|_once)\" value=\")[^\"]+")]
    private static partial Regex Token();
}
