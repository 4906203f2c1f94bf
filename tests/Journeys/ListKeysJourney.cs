using System.Net.Http.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A list without a mouse: along the rows, tick, open, search, save what is shown.</summary>
public sealed class ListKeysJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Keys_go_along_the_rows_tick_and_open()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (var name in (string[])["Air Mineral", "Biskut", "Coklat"])
            (await client.PostAsJsonAsync("/api/v1/products", new { name, price = "1.00" })).IsSuccessStatusCode.ShouldBeTrue();
        var page = await browser.Open(app.Address);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        var links = page.Locator(".row-link");

        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(links.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(links.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(links.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("tbody input[data-select]").Nth(1)).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("[data-bulk]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("jxk");
        await Assertions.Expect(page.Locator("input[data-search]")).ToHaveValueAsync("jxk");
        await Assertions.Expect(page.Locator("tbody input[data-select]:checked")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await links.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Biskut");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task What_is_shown_is_saved_under_a_name_and_taken_away_again(int width)
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products?q=kopi&sort=-price");
        await page.GetByText("Save this view").ClickAsync();
        await page.Field("Name").FillAsync("Coffee, dear first");
        await page.Locator(".view-save button[type=submit]").ClickAsync();
        var chip = page.Locator(".chip", new() { HasText = "Coffee, dear first" });
        await Assertions.Expect(chip).ToHaveAttributeAsync("aria-current", "true");
        await page.GotoAsync($"/{shop.Slug}/products");
        await chip.ClickAsync();
        await page.WaitForURLAsync("**/products?q=kopi&sort=-price");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this view" }).ClickAsync();
        await Assertions.Expect(page.Locator(".toast-note")).ToContainTextAsync("The view is removed");
        await Assertions.Expect(chip).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(chip).ToHaveCountAsync(1);
    }
}
