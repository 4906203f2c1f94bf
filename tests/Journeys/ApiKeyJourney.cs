using System.Net;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>An owner makes a key, a program uses it, and the owner shuts it out.</summary>
public sealed class ApiKeyJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_key_is_made_used_and_revoked(int width)
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/settings/api-keys");
        await page.Locator("main .nothing a.btn-primary").ClickAsync();

        // Choosing oneself shows what there is to choose; a preset needs no ticking.
        await page.Field("Name").FillAsync("Web shop");
        var ticks = page.Locator("input[name='Form.Scope']");
        await Assertions.Expect(ticks.First).ToBeVisibleAsync();
        await page.Locator("form[method=post] .save-bar button[type=submit]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Assertions.Expect(page.Field("Name")).ToHaveValueAsync("Web shop");
        await page.Locator("input[name='Form.Preset'][value=reading]").CheckAsync();
        await Assertions.Expect(ticks.First).ToBeHiddenAsync();
        await page.Locator("form[method=post] .save-bar button[type=submit]").ClickAsync();
        var key = await page.Locator(".copy-field input").InputValueAsync();
        key.ShouldStartWith("niaga_");

        using var program = app.NewClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await program.GetAsync("/api/v1/products")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await program.DeleteAsync($"/api/v1/api-keys/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await page.Locator("main a.btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Web shop");
        (await page.ContentAsync()).ShouldNotContain(key[^20..]);
        // The use is written down a moment later.
        for (
            var i = 0;
            i < 20
                && !(await page.Locator("main").InnerTextAsync()).Contains("127.0.0.1", StringComparison.Ordinal)
                && !(await page.Locator("main").InnerTextAsync()).Contains("::1", StringComparison.Ordinal);
            i++
        )
            await page.ReloadAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("127\\.0\\.0\\.1|::1"));
        await page.Locator("main [data-confirm]").ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Revoked");
        // Access changes reach the node a moment after the commit.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while ((await program.GetAsync("/api/v1/products", patience.Token)).StatusCode != HttpStatusCode.Unauthorized) { }
    }
}
