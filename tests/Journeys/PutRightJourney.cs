using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A sale put right at the till: the cashier asks, the owner types their PIN, the customer gets money and a paper.</summary>
public sealed class PutRightJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Pin = "471193";

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_cashier_refunds_and_voids_with_a_supervisors_pin(int width)
    {
        var shop = await app.SignUp();
        var receipts = await Sell(shop, 2);
        var owner = await browser.Open(app.Address, width);
        await owner.SignIn(shop);
        await owner.GotoAsync($"/{shop.Slug}/my-pin");
        await owner.Field("Pin").FillAsync(Pin);
        await owner.Field("Again").FillAsync(Pin);
        await owner.Locator("main form button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(owner.Locator("main .badge-status.is-done")).ToBeVisibleAsync();

        var cashier = await Cashier(shop, width);
        await cashier.GotoAsync($"/{shop.Slug}/till/receipts");
        await cashier.Locator($"a[href*='/{receipts[0]}/refund']").ClickAsync();
        await cashier.Locator("[data-line='1'] [data-quantity]").FillAsync("1");
        // What the form promises is what the document gives: RM3.33, in cash RM3.35.
        await Assertions.Expect(cashier.Locator("[data-sum]")).ToContainTextAsync("RM3.35");
        await Assertions.Expect(cashier.Locator(".save-bar [type=submit]")).ToContainTextAsync("RM3.35");
        await cashier.Field("Reason").FillAsync("Torn packet");
        await cashier.Field("Pin").FillAsync("999111");
        await cashier.Locator(".save-bar [type=submit]").ClickAsync();
        await Assertions.Expect(cashier.Locator("#f-Form-Pin-error")).ToBeVisibleAsync();
        // What was typed is still there.
        await Assertions.Expect(cashier.Locator("[data-line='1'] [data-quantity]")).ToHaveValueAsync("1");
        await cashier.Field("Pin").FillAsync(Pin);
        await cashier.Locator(".save-bar [type=submit]").ClickAsync();
        await Assertions.Expect(cashier.Locator(".reversal-done")).ToContainTextAsync("RM3.35");
        var paper = await cashier.Locator(".reversal-done a[target=_blank]").GetAttributeAsync("href");

        await cashier.GotoAsync($"/{shop.Slug}/till/receipts");
        await cashier.Locator($"a[href*='/{receipts[1]}/void']").ClickAsync();
        await cashier.Field("Reason").FillAsync("Rung up twice");
        await cashier.Field("Pin").FillAsync(Pin);
        await cashier.Locator(".save-bar [type=submit]").ClickAsync();
        await Assertions.Expect(cashier.Locator(".reversal-done")).ToContainTextAsync("V-000001");
        await cashier.GotoAsync($"/{shop.Slug}/sales/{receipts[1]}/void?from=till");
        (await cashier.Locator(".save-bar").CountAsync()).ShouldBe(0);

        var customer = await browser.Open(app.Address, width: 360, language: "en-MY");
        await customer.GotoAsync($"/{shop.Slug}/{paper!.Replace("?print", "?lang=en", StringComparison.Ordinal)}");
        var text = await customer.Locator("main").InnerTextAsync();
        foreach (var fact in (string[])["CN-000001", "R-000001", "RM3.35", "Torn packet", "Siti Owner"])
            text.ShouldContain(fact);

        await owner.GotoAsync($"/{shop.Slug}/sales/{receipts[0]}");
        (await owner.Locator("main").InnerTextAsync()).ShouldContain("CN-000001");
        await owner.GotoAsync($"/{shop.Slug}/");
        // RM10.00 twice, RM3.35 refunded, one voided.
        (await owner.Locator("main").InnerTextAsync()).ShouldContain("RM6.65");
    }

    /// <returns>Ids of sales of three at RM3.33 each, paid RM10.00 in cash.</returns>
    private static async Task<List<string>> Sell(TestBusiness shop, int sales)
    {
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Biskut", price = "3.33" });
        var product = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var ids = new List<string>();
        for (var i = 0; i < sales; i++)
        {
            using var sold = await client.PostAsJsonAsync(
                "/api/v1/sales",
                new
                {
                    lines = new[] { new { productId = product, quantity = "3" } },
                    payments = new[] { new { method = "cash", amount = "10" } },
                }
            );
            ids.Add((await sold.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }
        return ids;
    }

    private async Task<IPage> Cashier(TestBusiness shop, int width)
    {
        var person = await app.SignUp();
        await shop.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{person.Owner}', 'retail.cashier', now()) RETURNING 1) SELECT count(*) FROM w
            """
        );
        var page = await browser.Open(app.Address, width);
        await page.SignIn(person);
        return page;
    }
}
