using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// The till with the longest names, prices and codes there can be: nothing runs out of its box, and the price is always in sight.
/// </summary>
public sealed class TillFitJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string PricesCut = """
        () => [...document.querySelectorAll('.till-tile')].filter(tile => {
            const box = tile.getBoundingClientRect(), price = tile.querySelector('.till-tile-price').getBoundingClientRect();
            const lines = document.createRange();
            lines.selectNodeContents(tile.querySelector('.till-tile-price'));
            const wide = Math.max(...[...lines.getClientRects()].map(r => r.right));
            return price.bottom > box.bottom || wide > box.right - 1 || lines.getClientRects().length > 1 || price.height < 10;
        }).map(tile => `price cut off: ${tile.textContent.trim().slice(0, 40)}`)
        """;

    private static readonly string[] Names =
    [
        "Minyak Masak Sawit Tulen Berkualiti Tinggi Botol Besar 5 kg (Promosi)",
        "Pneumonoultramicroscopicsilicovolcanoconiosisubat",
        "தேங்காய் எண்ணெய் பெரிய புட்டி சிறப்பு சலுகை 5 கிலோ",
        "特级初榨椰子油家庭装大瓶促销特价限时优惠五公升装",
        "Teh",
    ];

    [Theory]
    [InlineData(360, "ms-MY")]
    [InlineData(360, "en-MY")]
    [InlineData(1440, "ms-MY")]
    public async Task Nothing_runs_out_of_its_box(int width, string language)
    {
        using var till = await Till.Of(app, browser, width, language: language);
        if (width == 360)
            await till.Page.SetViewportSizeAsync(360, 640);
        for (var i = 0; i < Names.Length; i++)
            await till.Product(Names[i], "999999.99", sku: $"{i}-{new string('W', 37)}", stock: i == 0 ? "0" : null);
        // More than the screen holds: rows that find no room must not be squeezed.
        for (var i = 0; i < 30; i++)
            await till.Product($"Zaitun {Names[i % 4]} {i}", "12345.60");
        await Categorize(till);
        await till.Load();
        await Fits(till, "the tiles");
        // However many categories there are, they leave room for what is sold.
        (await till.Page.Locator(".till-tiles").BoundingBoxAsync())!.Height.ShouldBeGreaterThan(200);
        await till.Page.Locator("[data-category]").Last.ScrollIntoViewIfNeededAsync();
        await Fits(till, "the categories, scrolled");
        await till.Page.Locator("[data-category]").First.ScrollIntoViewIfNeededAsync();

        await till.Page.Locator("[data-scan] input").FillAsync(Names[0][..8]);
        await till.Expect("[data-found] li").ToHaveCountAsync(1);
        await Fits(till, "the suggestions");
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Page.Locator("[data-scan] input").FillAsync("");
        await till.Expect("[data-found]").ToBeHiddenAsync();

        foreach (var name in Names)
            await till.Page.Locator(".till-tile", new() { Has = till.Page.GetByText(name, new() { Exact = true }) }).ClickAsync();
        if (width == 360)
            await till.Page.Locator("[data-sheet]").ClickAsync();
        await Assertions.Expect(till.Lines).ToHaveCountAsync(Names.Length);
        await till.Lines.First.Locator("[data-quantity]").FillAsync("99.999");
        await till.Lines.First.Locator("[data-quantity]").PressAsync("Enter");
        await Fits(till, "the cart");
        await till.Page.Locator("[data-clear]").ClickAsync();
        await till.Expect("[data-ask-clear]").ToBeVisibleAsync();
        await Fits(till, "clearing");
        await till.Page.Locator("[data-keep]").ClickAsync();

        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Expect("[data-payment]").ToBeVisibleAsync();
        await Fits(till, "the payment");
        await till.Page.Locator("[data-amount='10000']").ClickAsync();
        await till.Expect("[data-deliberate]").ToBeVisibleAsync();
        await Fits(till, "a part payment");
        await till.Page.Locator("[data-deliberate]").ClickAsync();
        await till.Page.Locator("[name=method][value=card]").CheckAsync(new() { Force = true });
        await Fits(till, "the rest by card");
        await till.Page.Locator("[data-paid] button").ClickAsync();
        await till.Page.Locator("[name=method][value=cash]").CheckAsync(new() { Force = true });
        await till.Page.Locator("[data-amount-clear]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await Assertions.Expect(till.Amount).Not.ToHaveValueAsync("");
        await Fits(till, "the exact amount asked for again");
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await Fits(till, "the change");
        await till.Page.Locator("[data-next]").ClickAsync();
        await Others(till, width);
    }

    /// <summary>A sale that waits, one that is refused, a session that ended, and another tab.</summary>
    private static async Task Others(Till till, int width)
    {
        await till.Page.RouteAsync(
            "**/api/v1/sales",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        Status = 409,
                        ContentType = "application/problem+json",
                        Body = $$"""{"code":"retail.product_archived","title":"{{Names[0]}} {{Names[1]}} {{Names[0]}}","errors":[]}""",
                    }
                )
        );
        await till.Page.Locator(".till-tile").First.ClickAsync();
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-note]").ToBeVisibleAsync();
        await Fits(till, "a refused sale");
        await till.Scan("99999999");
        await till.Expect("[data-trouble]").ToBeVisibleAsync();
        await till.Page.EvaluateAsync("document.querySelectorAll('[data-retry], [data-signed-out]').forEach(e => e.hidden = false)");
        await till.Page.Locator("[data-sending]").EvaluateAsync("e => e.textContent = '12'");
        await Fits(till, "what stands in the head, and trouble over the cart");
        await till.Page.Locator("[data-show-refused]").ClickAsync();
        await Fits(till, "the sales that were not recorded");
        await till.Page.Locator("[data-close-refused]").ClickAsync();
        using var second = await till.AnotherTab();
        await second.Expect("[data-other-tab]").ToBeVisibleAsync();
        await Fits(second, "another tab");
    }

    private static async Task Fits(Till till, string what)
    {
        foreach (var measure in (string[])[Boxes.Faults, Boxes.IconsOverText, PricesCut])
            (await till.Page.EvaluateAsync<string[]>(measure)).ShouldBeEmpty(what);
    }

    private static Task<long> Categorize(Till till) =>
        till.Shop.Ask<long>(
            $"""
            WITH c AS (
                INSERT INTO retail.categories (tenant_id, category_id, name, name_key)
                SELECT '{till.Shop.Tenant}', gen_random_uuid(), n, lower(n)
                FROM unnest(
                    ARRAY['Minuman Ringan dan Jus Buah-buahan Tempatan Segar', 'Roti', 'Barangan Runcit Kering']
                    || ARRAY(SELECT 'Barangan Runcit Kering dan Basah dari Seluruh Dunia ' || i FROM generate_series(1, 40) i)
                ) n
                RETURNING category_id),
            p AS (
                UPDATE retail.products SET category_id = (SELECT category_id FROM c ORDER BY md5(product_id::text || category_id) LIMIT 1)
                RETURNING 1)
            SELECT count(*) FROM p
            """
        );
}
