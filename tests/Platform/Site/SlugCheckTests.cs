using System.Net;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>Whether a web address can be had is said while it is typed.</summary>
public sealed class SlugCheckTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task It_says_free_taken_reserved_and_wrong_with_one_that_is_free()
    {
        var taken = await app.SignUp();
        using var browser = new Browser(app);
        (await Ask(browser, "en", taken.Slug + "x")).State.ShouldBe("free");
        (await Ask(browser, "en", "")).State.ShouldBe("none");
        var mine = await Ask(browser, "en", taken.Slug);
        (mine.State, mine.Suggestion).ShouldBe(("refused", taken.Slug + "-2"));
        mine.Message.ShouldContain("already used");
        (await Ask(browser, "ms", taken.Slug)).Message.ShouldNotContain("already");
        (await Ask(browser, "en", "pricing")).ShouldSatisfyAllConditions(
            a => a.Message.ShouldContain("kept for Niaga"),
            a => a.Suggestion.ShouldBe("pricing-2")
        );
        (await Ask(browser, "en", "Kedai Ros Baharu")).ShouldSatisfyAllConditions(
            a => a.State.ShouldBe("refused"),
            a => a.Suggestion.ShouldBe("kedai-ros-baharu")
        );
        foreach (var name in new[] { "明記茶餐室", "முருகன் கடை" })
        {
            var offered = (await Ask(browser, "en", name)).Suggestion!;
            offered.ShouldMatch(@"^kedai-\d{4}$", name);
            (await Ask(browser, "en", offered)).State.ShouldBe("free", name);
        }
        var full = "k" + new string('a', 39);
        await app.SignUp(full);
        (await Ask(browser, "en", full)).Suggestion!.Length.ShouldBeLessThanOrEqualTo(40);
    }

    [Fact]
    public async Task A_script_that_sends_a_form_reads_where_to_go_from_a_header()
    {
        using var client = app.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Headers = { { "X-Form", "1" } } };
        using var refused = await client.SendAsync(request);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Headers.Contains("X-Form-Location").ShouldBeFalse();

        var shop = await app.SignUp();
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-in");
        (await browser.Post(page, "sign-in", ("Form.Email", shop.Email), ("Form.Password", TestBusiness.Password))).Status.ShouldBe(
            HttpStatusCode.Found
        );
        var sent = await browser.Script(
            await browser.Get($"/{shop.Slug}/settings"),
            "/language",
            ("language", "ms"),
            ("returnUrl", $"/{shop.Slug}/settings")
        );
        (sent.Status, sent.Location, sent.Body).ShouldBe((HttpStatusCode.OK, null, ""));
        sent.Headers.ShouldContain($"X-Form-Location: /{shop.Slug}/settings");
    }

    private sealed record Said(string State, string Message, string? Suggestion);

    private static async Task<Said> Ask(Browser browser, string language, string slug)
    {
        var page = await browser.Get($"/{language}/sign-up/address?slug={Uri.EscapeDataString(slug)}");
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        return JsonSerializer.Deserialize<Said>(page.Body, JsonSerializerOptions.Web)!;
    }
}

/// <summary>Niaga that lets a network address ask three times in a minute.</summary>
public sealed class AskedOftenApp : NiagaApp
{
    protected override string[] Configuration => ["--Attempts:LookUpsPerNetworkAddress=3"];
}

public sealed class SlugCheckLimitTests(AskedOftenApp app) : IClassFixture<AskedOftenApp>
{
    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait()
    {
        using var browser = new Browser(app);
        for (var i = 0; i < 3; i++)
            (await browser.Get("/en/sign-up/address?slug=kedai-ros")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Get("/en/sign-up/address?slug=kedai-ros")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        // The form itself is not what was asked too often.
        (await browser.Get("/en/sign-up")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
