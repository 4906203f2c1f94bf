using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// The main job, whole: sign up, bring the price list, scan, take cash, print; on a desktop by keyboard and on a phone by touch.
/// </summary>
public sealed class FirstSaleJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    // As Excel in Malaysia saves it: semicolons, a decimal comma, Windows-1252 names, one row that is wrong.
    private const string PriceList =
        "Nama Produk;Kod;Kod bar;Harga;Kategori;Stok\r\nSusu Pekat 500 g;SUSU;9556001234568;4,43;Minuman;10\r\nRoti "
        + "Café;ROTI;9556007654322;2,60;Roti;5\r\nTanpa harga;KOSONG;;abc;Roti;1\r\n";

    [Fact]
    public async Task From_sign_up_to_the_printed_receipt()
    {
        var page = await browser.Open(app.Address);
        var slug = await page.SignUp("Kedai Jualan Pertama");
        await Import(page, slug);

        await page.GotoAsync($"/{slug}/till");
        var scan = page.Locator("[data-scan] input");
        await Assertions.Expect(scan).ToBeFocusedAsync();
        await Till.Scan(page, "9556001234568");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("RM4.43");
        await Till.Scan(page, "9556001234568");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("RM8.86");
        await page.Keyboard.PressAsync("F9");
        await page.Locator("#till-amount").FillAsync("10");
        await Assertions.Expect(page.Locator("[data-payment] [data-change]")).ToHaveTextAsync("RM1.15");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-done-change]")).ToHaveTextAsync("RM1.15");
        await Assertions.Expect(page.Locator("[data-done-number]")).ToContainTextAsync("R-000001");

        var receipt = await page.Locator("[data-open-receipt]").GetAttributeAsync("href");
        // A customer's browser: nobody is signed in there.
        var customer = await browser.Open(app.Address, width: 360, language: "ms-MY");
        (await customer.GotoAsync(new Uri(new Uri(page.Url), receipt).ToString()))!.Status.ShouldBe(200);
        var text = await customer.Locator("body").InnerTextAsync();
        text.ShouldContain("Kedai Jualan Pertama");
        text.ShouldContain("Susu Pekat 500 g");
        text.ShouldContain("R-000001");
        (await customer.Locator("svg").CountAsync()).ShouldBeGreaterThan(0);

        await page.GotoAsync($"/{slug}/stock?q=susu");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("8");
        await page.GotoAsync($"/{slug}/");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("RM8.85");
    }

    [Fact]
    public async Task A_cart_is_sold_by_touch_on_a_phone()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (
            await client.PostAsync(
                "/api/v1/products",
                new StringContent(
                    """{"sku":"KOPI","name":"Kopi O 200 g","price":"6.50","taxCode":"none","trackStock":false}""",
                    System.Text.Encoding.UTF8,
                    "application/json"
                )
            )
        ).EnsureSuccessStatusCode();
        var page = await browser.Open(app.Address, width: 360, dark: true);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/till");
        await page.Locator(".till-tile").First.TapAsync();
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("RM6.50");
        await page.Locator("[data-pay]").TapAsync();
        await page.Locator("[data-amount=exact]").TapAsync();
        await page.Locator("[data-confirm-sale]").TapAsync();
        await Assertions.Expect(page.Locator("[data-done-number]")).ToContainTextAsync("R-000001");
        (await shop.Ask<long>("SELECT sum(total_sen)::bigint FROM retail.sales")).ShouldBe(650);
    }

    private static async Task Import(IPage page, string slug)
    {
        await page.GotoAsync($"/{slug}/products/import");
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "harga.csv",
                    MimeType = "text/csv",
                    Buffer = System.Text.Encoding.GetEncoding(1252).GetBytes(PriceList),
                }
            );
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.WaitForURLAsync("**/products/imports/**");
        (await page.Locator(".import-preview").InnerTextAsync()).ShouldContain("Roti Café");
        (await page.Locator(".import-preview .import-wrong").CountAsync()).ShouldBe(1);
        (await page.Locator(".import-refusals li").CountAsync()).ShouldBe(1);
        await page.Locator("input[name=Mode][value=valid-rows]").CheckAsync(new() { Force = true });
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        // The work runs in the background; the page follows it by itself.
        await Assertions.Expect(page.Locator("main a[href$='errors.csv']")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        // What else the page says of the import follows as well: the badge beside the title, and the rows to correct.
        await Assertions
            .Expect(page.Locator(".page-head .badge-status"))
            .ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-done"));
        await Assertions.Expect(page.Locator("#import-failures table")).ToBeVisibleAsync();
        var outcome = await page.Locator("main").InnerTextAsync();
        outcome.ShouldContain("2");
        await page.GotoAsync($"/{slug}/products");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("Susu Pekat 500 g");
    }
}
