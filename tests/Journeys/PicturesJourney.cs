using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace Niaga.Journeys;

/// <summary>An owner gives a product its picture, and meets it in the list, at the till and on a customer's receipt.</summary>
public sealed class PicturesJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task A_picture_is_added_removed_and_brought_back_and_seen_wherever_the_product_is(int width, bool dark)
    {
        using var till = await Till.Of(app, browser, width, dark);
        var page = till.Page;
        var (kopi, _) = (await till.Product("Kopi O", "5.00"), await till.Product("Teh Tarik", "4.00"));
        await page.GotoAsync($"/{till.Shop.Slug}/products");
        await till.Expect(".thumb").ToHaveCountAsync(0);

        await page.GotoAsync($"/{till.Shop.Slug}/products/{kopi}");
        // A finger's device offers its camera.
        (await page.Locator(".picture-camera").IsVisibleAsync()).ShouldBe(width < 500);
        await Choose([Of("kopi.jpg", SKColors.SaddleBrown), Of("lagi.png", SKColors.Teal)]);
        await till.Expect(".picture a img").ToHaveCountAsync(2);
        await ShouldBeSeen(page.GetByAltText("Kopi O, picture 1 of 2"), 320);
        await Choose([
            new()
            {
                Name = "kopi.heic",
                MimeType = "image/heic",
                Buffer = [0, 0, 0, 24, .. "ftypheic"u8],
            },
        ]);
        await till.Expect("[data-trouble]").ToContainTextAsync("kopi.heic: HEIC pictures cannot be read here");
        (await page.Violations()).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: Kopi O, picture 2 of 2" }).ClickAsync();
        await till.Expect(".picture a img").ToHaveCountAsync(1);
        await page.Locator(".toast-act[type=submit]").ClickAsync();
        await till.Expect(".picture a img").ToHaveCountAsync(2);

        await page.GotoAsync($"/{till.Shop.Slug}/products");
        await ShouldBeSeen(page.Locator("tr", new() { HasText = "Kopi O" }).Locator("img.thumb"), 96);
        await till.Expect("tr:has-text('Teh Tarik') .thumb").ToHaveTextAsync("T");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);

        await till.Load();
        await ShouldBeSeen(page.Locator(".till-tile", new() { HasText = "Kopi O" }).Locator("img"), 320);
        await till.Expect(".till-tile:has-text('Teh Tarik') .till-tile-picture").ToHaveTextAsync("T");
        var boxes = await page.Locator(".till-tile-picture")
            .EvaluateAllAsync<double[]>("all => all.map(e => Math.round(e.getBoundingClientRect().height))");
        boxes[0].ShouldBe(boxes[1]);

        using var client = await till.Shop.Client();
        using var sold = await client.PostAsJsonAsync(
            "/api/v1/sales",
            new { lines = new[] { new { productId = kopi, quantity = "1" } }, payments = new[] { new { method = "cash", amount = "5" } } }
        );
        var receipt = (await sold.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receiptPath").GetString();
        var visitor = await browser.Open(app.Address, width, dark);
        await visitor.GotoAsync($"/{till.Shop.Slug}/{receipt}");
        await ShouldBeSeen(visitor.GetByAltText("Kopi O"), 96);

        Task Choose(FilePayload[] files) => page.Locator(".picture-ways input[multiple]").SetInputFilesAsync(files);
    }

    private static async Task ShouldBeSeen(ILocator image, int pixels)
    {
        await Assertions.Expect(image).ToBeVisibleAsync();
        await Assertions.Expect(image).ToHaveJSPropertyAsync("naturalWidth", pixels);
    }

    private static FilePayload Of(string name, SKColor colour)
    {
        using var bitmap = new SKBitmap(1200, 900);
        bitmap.Erase(colour);
        using var data = bitmap.Encode(
            name.EndsWith("png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg,
            90
        );
        return new()
        {
            Name = name,
            MimeType = "image/jpeg",
            Buffer = data.ToArray(),
        };
    }
}
