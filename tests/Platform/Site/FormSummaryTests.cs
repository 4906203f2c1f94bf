using System.Net;
using System.Text.RegularExpressions;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>A refused form says at its top which fields are wrong, by their names, and leads to each.</summary>
public sealed partial class FormSummaryTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Every_form_sent_empty_names_the_fields_it_asks_for()
    {
        var pages = await EveryPage.Of(app);
        using var owner = new Browser(app);
        pages.GiveTo(owner.Cookies);
        using var visitor = new Browser(app);
        var (wrong, asked, named) = (new List<string>(), 0, 0);
        foreach (var (browser, who) in new[] { (owner, "owner"), (visitor, "visitor") })
        {
            foreach (var place in pages.Places)
            {
                var page = await browser.Get(place.Address);
                if (page.Status != HttpStatusCode.OK)
                    continue;

                foreach (var (handler, fields) in Forms(page))
                {
                    var answer = await browser.Post(page, handler, fields);
                    asked++;
                    if (Summary().Match(answer.Body) is not { Success: true } summary)
                        continue;

                    foreach (var entry in Entry().Matches(summary.Groups[1].Value).Select(m => m.Value))
                    {
                        if (Complaint(entry, answer) is { } complaint)
                            wrong.Add($"{place.Route} {handler} as {who}: {complaint}");
                        else
                            named++;
                    }
                }
            }
        }
        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(15);
        named.ShouldBeGreaterThan(15);
    }

    /// <summary>Forms with something to fill in, and what they post when nothing is.</summary>
    private static IEnumerable<(string Handler, (string, string)[] Fields)> Forms(Page page)
    {
        foreach (var form in Form().Matches(page.Body).Select(m => m.Value))
        {
            var names = Field().Matches(form).Select(m => m.Groups[1].Value).Distinct().ToArray();
            if (names.Length > 0 && Handler().Match(form) is { Success: true } handler)
                yield return (WebUtility.HtmlDecode(handler.Groups[1].Value), [.. names.Select(n => (WebUtility.HtmlDecode(n), ""))]);
        }
    }

    private static string? Complaint(string entry, Page page)
    {
        var text = WebUtility.HtmlDecode(Tag().Replace(entry, "")).Trim();
        if (Target().Match(entry) is not { Success: true } target)
            return text is "Fill this in." or "This can't be used here. Check it and try again." ? $"“{text}” of which field?" : null;

        var id = target.Groups[1].Value;
        if (!page.Body.Contains($"id=\"{id}\"", StringComparison.Ordinal))
            return $"“{text}” leads to {id}, which is not on the page";

        return text.IndexOf(": ", StringComparison.Ordinal) > 1 ? null : $"“{text}” does not begin with a name";
    }

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"_handler\" value=\"([^\"]*)\"")]
    private static partial Regex Handler();

    [GeneratedRegex("<(?:input|select|textarea)(?![^>]*type=\"(?:hidden|file|radio|checkbox)\")[^>]* name=\"([^\"]*)\"")]
    private static partial Regex Field();

    [GeneratedRegex("<div class=\"error-summary\"(.*?)</div>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex("<(li|p)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex("data-field=\"([^\"]*)\"")]
    private static partial Regex Target();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
