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
    // Elements whose content is wider or higher than themselves, and boxes that run out of the screen or of the dialog around them.
    private const string Overflowing = """
        (within) => {
            const ancestors = e => e ? [e, ...ancestors(e.parentElement)] : [];
            return [...document.querySelectorAll(within + ' :is(button, a, output, span, div, input, li, label, h1, h2, p)')]
            .filter(e => e.checkVisibility())
            .flatMap(e => {
                const box = e.getBoundingClientRect(), style = getComputedStyle(e);
                const around = (e.closest('dialog') ?? document.documentElement).getBoundingClientRect();
                const scrolls = ancestors(e).some(a =>
                    ['auto', 'scroll'].includes(getComputedStyle(a).overflowX) && a.scrollWidth > a.clientWidth + 1);
                const faults = [];
                if (!scrolls && box.width > 1 && (box.right > around.right + 1 || box.left < around.left - 1)) faults.push('outside');
                const plain = style.overflowX === 'visible' && style.display !== 'inline' && e.clientWidth > 1;
                if (plain && e.scrollWidth > e.clientWidth + 1) faults.push('wider than itself');
                const price = e.matches('.till-tile') && e.querySelector('.till-tile-price').getBoundingClientRect();
                if (price && (price.bottom > box.bottom || price.right > box.right + 1 || price.height < 10)) faults.push('price cut off');
                return faults.map(f => `${e.className || e.tagName} ${f}: ${e.textContent.trim().slice(0, 40)}`);
            });
        }
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
        for (var i = 0; i < Names.Length; i++)
            await till.Product(Names[i], "999999.99", sku: $"{i}-{new string('W', 37)}", stock: i == 0 ? "0" : null);
        // More than the screen holds: rows that find no room must not be squeezed.
        for (var i = 0; i < 30; i++)
            await till.Product($"Zaitun {Names[i % 4]} {i}", "12345.60");
        await till.Load();
        await Fits(till, ".till-screen", "the tiles");

        await till.Page.Locator("[data-scan] input").FillAsync("a");
        await till.Page.Locator("[data-scan] input").FillAsync(Names[0][..8]);
        await till.Expect("[data-found] li").ToHaveCountAsync(1);
        await Fits(till, "[data-found]", "the suggestions");
        await till.Page.Keyboard.PressAsync("Escape");

        foreach (var name in Names)
            await till.Page.Locator(".till-tile", new() { Has = till.Page.GetByText(name, new() { Exact = true }) }).ClickAsync();
        if (width == 360)
            await till.Page.Locator("[data-sheet]").ClickAsync();
        await Assertions.Expect(till.Lines).ToHaveCountAsync(Names.Length);
        await Fits(till, ".till-cart", "the cart");

        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Expect("[data-payment]").ToBeVisibleAsync();
        await Fits(till, "[data-payment]", "the payment");
        await till.Page.Locator("[data-amount='10000']").ClickAsync();
        await till.Expect("[data-deliberate]").ToBeVisibleAsync();
        await Fits(till, "[data-payment]", "a part payment");
        await till.Page.Locator("[data-amount-clear]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await Fits(till, "[data-done]", "the change");
    }

    private static async Task Fits(Till till, string within, string what) =>
        (await till.Page.EvaluateAsync<string[]>(Overflowing, within)).ShouldBeEmpty(what);
}
