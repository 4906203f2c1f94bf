using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>One browser, one person, two businesses: the address alone says which.</summary>
public sealed class TwoBusinessesJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Two_tabs_on_two_businesses_never_mix()
    {
        var first = await browser.Open(app.Address);
        var one = await first.SignUp("Kedai Satu");
        var second = await first.Context.NewPageAsync();
        // Signed in already: the second business joins the same account.
        var two = await second.SignUp("Kedai Dua");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Task.WhenAll(first.GotoAsync($"/{one}/settings"), second.GotoAsync($"/{two}/settings"));
            (await first.Field("Name").InputValueAsync()).ShouldBe("Kedai Satu");
            (await second.Field("Name").InputValueAsync()).ShouldBe("Kedai Dua");
        }
        await first.Field("Name").FillAsync("Kedai Satu Baharu");
        // Saved, and not only sent: leaving earlier would end the request.
        await first.RunAndWaitForResponseAsync(
            () => first.Locator("main form[method=post] button[type=submit].btn-primary").First.ClickAsync(),
            answer => answer.Request.Method == "POST"
        );
        await second.ReloadAsync();
        (await second.Field("Name").InputValueAsync()).ShouldBe("Kedai Dua");
        await first.GotoAsync($"/{one}/settings");
        (await first.Field("Name").InputValueAsync()).ShouldBe("Kedai Satu Baharu");
    }

    [Fact]
    public async Task The_business_may_stand_in_the_host_name()
    {
        var business = await app.SignUp();
        var page = await browser.Open(app.Address.Replace("//localhost", $"//{business.Slug}.localhost", StringComparison.Ordinal));
        await page.SignIn(business, "/sign-in");
        var answer = await page.GotoAsync("/settings");
        answer!.Status.ShouldBe(200);
        (await page.Field("Name").InputValueAsync()).ShouldBe($"Kedai {business.Slug}");
        new Uri(page.Url).Host.ShouldBe($"{business.Slug}.localhost");
    }

    [Fact]
    public async Task A_business_that_is_not_mine_looks_like_one_that_is_not_there()
    {
        var (mine, other) = (await app.SignUp(), await app.SignUp());
        var page = await browser.Open(app.Address);
        await page.SignIn(mine);
        var strange = await page.GotoAsync($"/{other.Slug}/settings");
        var absent = await page.Context.NewPageAsync();
        var nothing = await absent.GotoAsync("/kedai-yang-tiada/settings");
        strange!.Status.ShouldBe(404);
        nothing!.Status.ShouldBe(404);
        (await page.Locator("main").InnerTextAsync()).ShouldBe(await absent.Locator("main").InnerTextAsync());
    }
}
