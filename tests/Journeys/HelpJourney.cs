using Microsoft.Playwright;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>Help beside the page it is about, and the tour from the first product to the first colleague.</summary>
public sealed class HelpJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_key_opens_the_help_of_the_page_which_goes_on_working()
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        var sheet = page.Locator("dialog.help-sheet");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(sheet.Locator("h2").First).ToHaveTextAsync("Products");
        await Assertions.Expect(sheet.Locator("h2").First).ToBeFocusedAsync();
        (await page.Violations()).ShouldBeEmpty();
        // Links lead on within the sheet, and the page under it is not lost.
        await sheet.GetByText("Add a product").Last.ClickAsync();
        await Assertions.Expect(sheet.Locator("h2").First).ToHaveTextAsync("Add a product");
        await page.Locator("[data-search]").FillAsync("what?");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(sheet).ToBeHiddenAsync();
        await page.Locator("[data-search]").FocusAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(sheet).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("F1");
        await Assertions.Expect(sheet.Locator("h2").First).ToHaveTextAsync("Products");

        await page.GotoAsync($"/{shop.Slug}/till");
        await page.Keyboard.PressAsync("F1");
        await Assertions.Expect(sheet.Locator("h2").First).ToHaveTextAsync("The till");
    }

    [Theory]
    [InlineData(1440, "en-MY")]
    [InlineData(360, "ms-MY")]
    public async Task The_tour_leads_from_the_first_product_to_the_first_colleague(int width, string language)
    {
        var english = language == "en-MY";
        var shop = await app.SignUp();
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run($"UPDATE platform.people SET language = '{language[..2]}' WHERE id = '{shop.Owner}'");
        var page = await browser.Open(app.Address, width, language: language);
        await page.BeSignedIn(app, shop, english ? "en" : "ms");
        await page.GotoAsync($"/{shop.Slug}/?stay=1");
        await page.Locator(".first-tour button").ClickAsync();
        var stop = page.Locator(".tour-name");
        await Assertions.Expect(stop).ToHaveTextAsync(english ? "Add what you sell" : "Tambah barang jualan");
        (await page.Violations()).ShouldBeEmpty();

        // What the stop points at can be pressed under it.
        await page.Locator("a[data-new]").ClickAsync();
        await page.Field("Name").FillAsync("Kopi");
        await page.Field("Price").FillAsync("3.50");
        await page.Locator(".save-bar .btn-primary").ClickAsync();
        await page.Locator(".tour-back a").ClickAsync();
        await page.Locator(".tour .btn-primary").ClickAsync();

        await Assertions.Expect(stop).ToHaveTextAsync(english ? "Sell it" : "Jual");
        await page.Locator(".till-tile").ClickAsync();
        await page.Locator("[data-pay]").ClickAsync();
        await page.Locator("[data-payment]").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".tour .btn-primary").ClickAsync();
        await Assertions.Expect(stop).ToHaveTextAsync(english ? "The receipt" : "Resitnya");

        // Left half way, it is offered again where one was; another browser of theirs knows it too.
        await page.GotoAsync($"/{shop.Slug}/customers");
        await Assertions.Expect(page.Locator(".tour-back")).ToBeVisibleAsync();
        var other = await browser.Open(app.Address, width, language: language);
        await other.BeSignedIn(app, shop, english ? "en" : "ms");
        await other.GotoAsync($"/{shop.Slug}/?stay=1");
        await other.Locator(".first-tour button").ClickAsync();
        await Assertions.Expect(other.Locator(".tour-name")).ToHaveTextAsync(english ? "The receipt" : "Resitnya");

        await other.Locator(".tour .btn-primary").ClickAsync();
        await Assertions.Expect(other.Locator(".tour-name")).ToHaveTextAsync(english ? "Where the figures stand" : "Di mana angkanya");
        await other.Locator(".tour .btn-primary").ClickAsync();
        await Assertions
            .Expect(other.Locator(".tour-name"))
            .ToHaveTextAsync(english ? "Invite who works with you" : "Jemput orang yang bekerja dengan anda");
        await other.Locator(".tour .btn-primary").ClickAsync();
        await Assertions.Expect(other.Locator(".tour")).ToHaveCountAsync(0);
    }
}
