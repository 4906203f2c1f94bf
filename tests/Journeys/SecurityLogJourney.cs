using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>The owner looks who came in and what was taken out, and sets the rules; on a phone and on a desktop.</summary>
public sealed class SecurityLogJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task An_export_is_found_in_the_security_log(int width)
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        (await page.APIRequest.GetAsync($"/{shop.Slug}/products.csv?q=gula")).Status.ShouldBe(200);
        await page.GotoAsync($"/{shop.Slug}/settings");
        await Go(page, width, "Security log");
        await Assertions.Expect(page.Locator(".trail li")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "What it is about" }).GetByText("Exports").ClickAsync();
        var entry = page.Locator(".trail li");
        await Assertions.Expect(entry).ToHaveCountAsync(1);
        await Assertions.Expect(entry).ToContainTextAsync("Exported products");
        await entry.Locator("summary").ClickAsync();
        await Assertions.Expect(entry.Locator("table")).ToBeVisibleAsync();
        await Assertions.Expect(entry.Locator("table")).ToContainTextAsync("gula");
        await page.Locator(".log-filter summary").ClickAsync();
        await page.GetByLabel("From").FillAsync("2031-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        page.Url.ShouldContain("kind=exports");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(page.Locator(".trail li")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task The_owner_sets_the_rules_and_is_kept_from_locking_themselves_out(int width)
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/settings");
        await Go(page, width, "Sign-in rules");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change sign-in rules" }).ClickAsync();
        await page.GetByLabel("Owner").CheckAsync();
        await page.Field("IdleMinutes").SelectOptionAsync(new SelectOptionValue { Label = "8 hours" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Set up your second step" })).ToBeVisibleAsync();
        await page.GetByLabel("Owner").UncheckAsync();
        await page.GetByLabel("Manager").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.WaitForURLAsync("**/settings/security");
        await Assertions.Expect(page.Locator(".definitions")).ToContainTextAsync("8 hours");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Manager" })).ToContainTextAsync("Required");
    }

    /// <summary>On a phone the list of settings opens at a touch.</summary>
    private static async Task Go(IPage page, int width, string to)
    {
        if (width < 500)
            await page.Locator(".settings-here").ClickAsync();
        await page.Locator("#settings-list").GetByRole(AriaRole.Link, new() { Name = to }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(to);
    }
}
