using System.Net.Http.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>The reader chooses the columns of a list, on a phone and on a desk; ticked rows stay a matter of their own.</summary>
public sealed class ColumnsJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_column_left_out_is_gone_from_rows_and_cards_until_it_is_shown_again(int width)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (
            await client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    name = "Air Mineral",
                    sku = "AM-1",
                    price = "1.00",
                }
            )
        ).IsSuccessStatusCode.ShouldBeTrue();
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        var sku = page.Locator("tbody td", new() { HasText = "AM-1" });
        await Assertions.Expect(sku).ToBeVisibleAsync();

        await Choose(page, "SKU", false);

        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("Air Mineral");
        await Assertions.Expect(sku).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("RM1.00");
        await page.GotoAsync($"/{shop.Slug}/products?sort=-price");
        await Assertions.Expect(sku).ToHaveCountAsync(0);
        // The menu stands in the form of the ticked rows, whose own acts still work.
        await page.Locator("tbody input[data-select]").CheckAsync();
        await page.Locator("[data-bulk] button[value=archive]").ClickAsync();
        await Assertions.Expect(page.Locator(".toast-note")).ToBeVisibleAsync();
        await page.GotoAsync($"/{shop.Slug}/products?archived=all");

        await Choose(page, "SKU", true);

        await Assertions.Expect(sku).ToBeVisibleAsync();
        page.Url.ShouldEndWith("/products?archived=all");
        // Nothing of it may cover what is sorted by.
        if (width > 767)
        {
            var menu = (await page.Locator(".column-menu > summary").BoundingBoxAsync())!;
            var price = (await page.Locator("thead th:last-child a").BoundingBoxAsync())!;
            (price.X + price.Width).ShouldBeLessThanOrEqualTo(menu.X);
            (menu.Y + menu.Height).ShouldBeLessThanOrEqualTo((await page.Locator("thead").BoundingBoxAsync())!.Y + 48);
        }
    }

    private static async Task Choose(IPage page, string column, bool shown)
    {
        await page.Locator(".column-menu > summary").ClickAsync();
        await page.Locator(".column-menu").GetByLabel(column).SetCheckedAsync(shown);
        await page.Locator(".column-menu button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/products*");
    }
}
