using System.Net.Http.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A delivery is scanned in: scan after scan, without touching the mouse.</summary>
public sealed class ReceiveScanJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Milk = "9556001234561";

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Scan_after_scan_adds_lines_and_quantities(int width)
    {
        var (shop, page) = await Open(width);
        await page.GotoAsync($"/{shop.Slug}/stock/receive");
        await page.Locator("[data-receive][data-started]").WaitForAsync();
        foreach (var code in (string[])[Milk, "GULA-1", Milk, "0000000000000", "ROTI-1", "TEH-1", Milk])
            await Scan(page, code);

        await Assertions.Expect(page.Locator("[name='Lines[0].Quantity']")).ToHaveValueAsync("3");
        foreach (var (at, code) in new[] { "SUSU-1", "GULA-1", "ROTI-1", "TEH-1" }.Index())
            await Assertions.Expect(page.Locator($"[name='Lines[{at}].Code']")).ToHaveValueAsync(code);
        await Assertions.Expect(page.Locator("[data-receive-scan]")).ToBeFocusedAsync();
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();

        await page.Locator(".save-bar [type=submit]").ClickAsync();
        await page.WaitForURLAsync($"**/{shop.Slug}/stock");
        (await shop.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(6000);
    }

    [Fact]
    public async Task An_unknown_code_says_so_and_what_is_there_stays()
    {
        var (shop, page) = await Open(1440);
        await page.GotoAsync($"/{shop.Slug}/stock/receive");
        await page.Locator("[data-receive][data-started]").WaitForAsync();
        await Scan(page, Milk);
        await Assertions.Expect(page.Locator("[name='Lines[0].Quantity']")).ToHaveValueAsync("1");
        await Scan(page, "0000000000000");
        await Assertions.Expect(page.Locator("[data-receive-said].is-wrong")).ToContainTextAsync("0000000000000");
        await Assertions.Expect(page.Locator("[name='Lines[0].Quantity']")).ToHaveValueAsync("1");
        await Assertions.Expect(page.Locator("[data-receive-scan]")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("[data-receive-scan]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Without_script_the_server_adds_it_and_the_box_has_the_focus_again()
    {
        var (shop, page) = await Open(1440);
        await page.RouteAsync("**/assets/receive*.js", route => route.AbortAsync());
        await page.GotoAsync($"/{shop.Slug}/stock/receive");
        foreach (var (code, said) in new[] { (Milk, "Susu: 1"), ("GULA-1", "Gula: 1"), (Milk, "Susu: 2") })
        {
            await Assertions.Expect(page.Locator("[data-receive-scan]")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(code);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator("[data-receive-said]")).ToHaveTextAsync(said);
        }
        await page.Keyboard.TypeAsync("0000000000000");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#f-Scan-error")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[name='Lines[0].Quantity']")).ToHaveValueAsync("2");
    }

    private async Task<(TestBusiness Shop, IPage Page)> Open(int width)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (
            var (sku, name, barcode) in new (string, string, string?)[]
            {
                ("SUSU-1", "Susu", Milk),
                ("GULA-1", "Gula", null),
                ("ROTI-1", "Roti", null),
                ("TEH-1", "Teh", null),
            }
        )
        {
            using var made = await client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    sku,
                    name,
                    barcode,
                    price = "5",
                }
            );
            made.EnsureSuccessStatusCode();
        }
        var page = await browser.Open(app.Address, width);
        await page.SignIn(shop);
        return (shop, page);
    }

    /// <summary>As a scanner does: into whatever has the focus, then Enter.</summary>
    private static async Task Scan(IPage page, string code)
    {
        await page.Keyboard.TypeAsync(code);
        await page.Keyboard.PressAsync("Enter");
    }
}
