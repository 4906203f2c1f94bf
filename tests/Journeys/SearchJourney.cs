using System.Net.Http.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>Search everywhere by keys alone, by touch on a phone, by a scanner, and without a script.</summary>
public sealed class SearchJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Keys_open_it_choose_open_and_close_it()
    {
        var shop = await Shop();
        var page = await browser.Open(app.Address);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/stock");
        var before = page.Locator("input[data-search]");
        await before.FocusAsync();

        await page.Keyboard.PressAsync("Control+k");
        var input = page.GetByRole(AriaRole.Combobox, new() { Name = "Search everywhere" });
        await Assertions.Expect(input).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("mil 1");
        var options = page.GetByRole(AriaRole.Option);
        await Assertions.Expect(options.First).ToContainTextAsync("Milo 1 kg");
        await Assertions.Expect(options.First.Locator("mark").First).ToHaveTextAsync("Mil");
        await Assertions.Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(input).ToHaveAttributeAsync("aria-activedescendant", (await options.First.GetAttributeAsync("id"))!);
        (await page.Violations()).ShouldBeEmpty();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowUp");
        var opened = await page.Context.RunAndWaitForPageAsync(() => page.Keyboard.PressAsync("Control+Enter"));
        await Assertions.Expect(opened.Locator("h1")).ToContainTextAsync("Milo 1 kg");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(before).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Control+k");
        await input.FillAsync("zzz");
        await Assertions.Expect(page.Locator("[data-palette-note]")).ToContainTextAsync("Nothing found for “zzz”. You can search: Pages");
        await input.FillAsync(new string('a', 101));
        await Assertions.Expect(page.Locator("[data-palette-note]")).ToContainTextAsync("100 characters");
        (await input.InputValueAsync()).Length.ShouldBe(101);
        await input.FillAsync("");
        await Assertions.Expect(options).ToHaveCountAsync(1);
        await Assertions.Expect(options.First).ToContainTextAsync("Milo 1 kg");
        await input.FillAsync("harga");
        await Assertions.Expect(options.First).ToContainTextAsync("Products");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/products");
    }

    [Fact]
    public async Task A_scanned_code_opens_its_product_before_anything_was_shown()
    {
        var shop = await Shop();
        var page = await browser.Open(app.Address);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("9556001234568");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Milo 1 kg");
    }

    [Fact]
    public async Task On_a_phone_a_magnifier_opens_it_and_it_fills_the_screen()
    {
        var shop = await Shop();
        var page = await browser.Open(app.Address, 360, language: "ms-MY");
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        await page.Locator(".shell-bar [data-palette-open]").TapAsync();
        var palette = page.GetByRole(AriaRole.Dialog);
        var box = (await palette.BoundingBoxAsync())!;
        (box.X, box.Y, box.Width).ShouldBe((0, 0, 360));
        box.Height.ShouldBe(740, 1);
        await page.GetByRole(AriaRole.Combobox).FillAsync("mil");
        var option = page.GetByRole(AriaRole.Option, new() { Name = "Milo 1 kg" });
        await Assertions.Expect(option).ToBeVisibleAsync();
        ((await option.BoundingBoxAsync())!.Height).ShouldBeGreaterThanOrEqualTo(44);
        (await page.Violations()).ShouldBeEmpty();
        await page.Locator("[data-palette-all]").TapAsync();
        await page.WaitForURLAsync("**/search?q=mil");
        await Assertions.Expect(page.Locator(".found-hit").First).ToContainTextAsync("Milo");
        (await page.Violations()).ShouldBeEmpty();
        await page.Locator(".shell-bar [data-palette-open]").TapAsync();
        await page.Locator("[data-palette-close]").TapAsync();
        await Assertions.Expect(palette).ToBeHiddenAsync();
    }

    private async Task<TestBusiness> Shop()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (var (name, barcode) in new[] { ("Milo 1 kg", "9556001234568"), ("Susu Milo 1 liter", null), ("Teh", null) })
        {
            using var answer = await client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    name,
                    barcode,
                    price = "1.00",
                }
            );
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }
        return shop;
    }
}
