using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;

namespace Niaga.Journeys;

/// <summary>A shop with a till open in a browser, a scanner at its side and a person at its keys.</summary>
internal sealed class Till(NiagaApp app, TestBusiness shop, HttpClient client, IPage page) : IDisposable
{
    // When the last key was struck, in seconds: what is typed next is later, however fast this test runs.
    private double lastKey;

    public NiagaApp App { get; } = app;

    public TestBusiness Shop { get; } = shop;

    public IPage Page { get; } = page;

    public ILocator Total => Page.Locator("[data-total]");

    public ILocator Amount => Page.Locator("#till-amount");

    public ILocator Lines => Page.Locator(".till-line");

    /// <summary>Signs up a shop and signs its owner in; the till is opened with <see cref="Load"/>, after the products are there.</summary>
    public static async Task<Till> Of(NiagaApp app, Browser browser, int width = 1440, bool dark = false, string language = "en-MY")
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, width, dark, language);
        await page.BeSignedIn(app, shop, language[..2]);
        return new(app, shop, await shop.Client(), page);
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Till> AnotherTab()
    {
        var tab = new Till(App, Shop, client, await Page.Context.NewPageAsync());
        await tab.Load();
        return tab;
    }

    public async Task Load()
    {
        await Page.GotoAsync($"/{Shop.Slug}/till");
        await Page.Locator("[data-tiles][aria-busy=false]").WaitForAsync();
    }

    /// <summary>A product through the API.</summary>
    public async Task<Guid> Product(string name, string price, string? barcode = null, string? sku = null, string? stock = null)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price,
                barcode,
                sku,
                taxCode = "none",
                trackStock = stock is not null,
            }
        );
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        if (stock is not null)
        {
            using var counted = await client.PostAsJsonAsync(
                "/api/v1/stock/adjustments",
                new
                {
                    productId = id,
                    counted = stock,
                    reason = "Count",
                }
            );
            counted.EnsureSuccessStatusCode();
        }
        return id;
    }

    public async Task Change(Guid product, object change)
    {
        using var answer = await client.PatchAsJsonAsync($"/api/v1/products/{product}", change);
        answer.EnsureSuccessStatusCode();
    }

    public async Task Archive(Guid product)
    {
        using var answer = await client.DeleteAsync($"/api/v1/products/{product}");
        answer.EnsureSuccessStatusCode();
    }

    public Task<long> Sales() => Shop.Ask<long>("SELECT count(*) FROM retail.sales");

    public Task<long> Takings() => Shop.Ask<long>("SELECT coalesce(sum(total_sen), 0)::bigint FROM retail.sales");

    /// <summary>
    /// Types as a scanner does: 10 ms from key to key, Enter at the end, by the keys' own clock and so whatever the machine is busy with.
    /// </summary>
    /// <param name="code">What the label holds.</param>
    /// <param name="late">How many of the first keys a busy machine hands over as slowly as a person types.</param>
    /// <param name="pace">Seconds from key to key, Enter too: a scanner may be set to be slow.</param>
    public async Task Scan(string code, int late = 0, double pace = 0.01)
    {
        var device = await Page.Context.NewCDPSessionAsync(Page);
        var at = Later();
        foreach (var letter in code)
            await Press(device, letter.ToString(), letter.ToString(), 0, at += late-- > 0 ? 0.12 : pace);
        await Press(device, "Enter", "\r", 13, lastKey = at + pace);
        await device.DetachAsync();
    }

    /// <summary>Scans on a page of a journey of its own; see <see cref="Scan(string, int, double)"/>.</summary>
    public static async Task Scan(IPage page, string code)
    {
        var device = await page.Context.NewCDPSessionAsync(page);
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        foreach (var letter in code)
            await Press(device, letter.ToString(), letter.ToString(), 0, at += 0.01);
        await Press(device, "Enter", "\r", 13, at + 0.01);
        await device.DetachAsync();
    }

    /// <summary>Types as a person does: 120 ms from key to key, by the keys' own clock.</summary>
    public async Task Type(string text, bool enter = false, double pace = 0.12)
    {
        var device = await Page.Context.NewCDPSessionAsync(Page);
        var at = Later();
        foreach (var letter in text)
            await Press(device, letter.ToString(), letter.ToString(), 0, at += pace);
        if (enter)
            await Press(device, "Enter", "\r", 13, at += pace);
        lastKey = at;
        await device.DetachAsync();
    }

    public ILocatorAssertions Expect(string selector) => Assertions.Expect(Page.Locator(selector));

    public void Dispose() => client.Dispose();

    private double Later() => Math.Max(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, lastKey + 0.5);

    private static async Task Press(ICDPSession device, string key, string text, int code, double at)
    {
        var down = new Dictionary<string, object>
        {
            ["type"] = "keyDown",
            ["key"] = key,
            ["text"] = text,
            ["timestamp"] = at,
        };
        var up = new Dictionary<string, object>
        {
            ["type"] = "keyUp",
            ["key"] = key,
            ["timestamp"] = at + 0.004,
        };
        if (code > 0)
            down["windowsVirtualKeyCode"] = up["windowsVirtualKeyCode"] = code;
        await device.SendAsync("Input.dispatchKeyEvent", down);
        await device.SendAsync("Input.dispatchKeyEvent", up);
    }
}
