using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// Every page with the longest content, in every state of the frame: nothing runs out of its box, nothing lies over what the page is for.
/// </summary>
public sealed class LongContentJourney(LongestShop shop, Browser browser) : IClassFixture<LongestShop>
{
    [Theory]
    [InlineData(360, "ms")]
    [InlineData(1440, "en")]
    public async Task Nothing_runs_out_of_its_box_while_the_frame_has_something_to_say(int width, string language)
    {
        var page = await shop.Open(browser, width, language);
        var faults = await shop.Walk(page, () => Toast(page), Boxes.Faults, Boxes.Covered);
        faults.ShouldBeEmpty();

        // Both were there to be measured.
        await Toast(page);
        await page.GotoAsync($"/{shop.Every.Shop.Slug}/products");
        await Assertions.Expect(page.Locator(".toast-note")).ToContainTextAsync(LongestShop.Word);
        await Assertions.Expect(page.Locator(".frame-bar")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_suspended_business_says_so_within_the_screen()
    {
        var page = await shop.Open(browser, 360, "ms");
        await shop.Administer($"UPDATE platform.tenants SET status = 'suspended' WHERE tenant_id = '{shop.Every.Shop.Tenant.Value}'");
        try
        {
            await page.GotoAsync($"/{shop.Every.Shop.Slug}/products");
            // The host hears of it a moment after the write.
            await page.WaitForFunctionAsync("() => fetch(location.href).then(a => a.status === 403)");
            (await shop.Walk(page, before: null, Boxes.Faults, Boxes.Covered)).ShouldBeEmpty();
        }
        finally
        {
            await shop.Administer($"UPDATE platform.tenants SET status = 'active' WHERE tenant_id = '{shop.Every.Shop.Tenant.Value}'");
        }
    }

    /// <summary>What the next page of the shop says once: that the product with the longest name was archived, with a way back.</summary>
    private Task Toast(IPage page)
    {
        var said = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Key = "retail.products.archived_one",
                Values = new[] { LongestShop.Word },
                Failed = false,
                Undo = new { Action = "products", FormName = "archive" },
            }
        );
        return page.Context.AddCookiesAsync([
            new()
            {
                Name = "niaga.flash",
                Value = Base64Url.EncodeToString(said),
                Domain = "localhost",
                Path = "/" + shop.Every.Shop.Slug,
                HttpOnly = true,
            },
        ]);
    }
}
