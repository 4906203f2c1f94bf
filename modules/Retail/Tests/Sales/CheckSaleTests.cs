using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>What speaks against a sale is said before the money is counted, all of it at once.</summary>
public sealed class CheckSaleTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_speaks_against_a_cart_comes_in_one_answer_and_nothing_is_recorded()
    {
        using var shop = await Shop.Open(app);
        await Rule(shop, "refuse");
        var (dear, few, gone) = (
            await shop.Product("Susu", "4.50"),
            await shop.Product("Roti", "3.00", stock: 2),
            await shop.Product("Lama", "1.00")
        );
        (await shop.Client.DeleteAsync($"/api/v1/products/{gone}", Cancel)).EnsureSuccessStatusCode();
        (Guid, string, string?)[] lines = [(dear, "1", "4.00"), (few, "3", "3.00"), (gone, "1", "1.00"), (Guid.NewGuid(), "1", null)];

        var check = await Check(shop, lines);
        Codes(check, "refusals")
            .ShouldBe(
                [
                    "lines[0].unitPrice retail.price_changed",
                    "lines[1].quantity retail.not_enough_stock",
                    "lines[2].productId retail.product_archived",
                    "lines[3].productId retail.product_unknown",
                ],
                ignoreOrder: true
            );
        check.GetProperty("refusals").EnumerateArray().ShouldAllBe(r => r.GetProperty("message").GetString()!.Length > 10);
        Codes(check, "warnings").ShouldBeEmpty();

        // Recording it says the same, in one answer.
        var sold = await shop.Sell(lines, [("cash", "100")]);
        Codes(sold.Body, "errors").ShouldBe(Codes(check, "refusals"), ignoreOrder: true);
        (await shop.Sales()).ShouldBe(0);
        (await shop.Level(few)).ShouldBe(2000);
    }

    [Fact]
    public async Task Selling_below_zero_is_a_warning_and_the_products_come_as_they_are_now()
    {
        using var shop = await Shop.Open(app);
        var (few, uncounted) = (await shop.Product("Roti", "3.00", stock: 2), await shop.Product("Kopi", "5.00"));
        var check = await Check(shop, [(few, "3", "3.00"), (uncounted, "9", "5.00")]);
        Codes(check, "refusals").ShouldBeEmpty();
        Codes(check, "warnings").ShouldBe(["lines[0].quantity retail.sold_below_zero"]);
        var products = check.GetProperty("products").EnumerateArray().ToDictionary(p => p.GetProperty("productId").GetGuid());
        products[few].GetProperty("onHand").GetString().ShouldBe("2");
        products[uncounted].GetProperty("onHand").ValueKind.ShouldBe(JsonValueKind.Null);
        products[uncounted].GetProperty("unitPrice").GetString().ShouldBe("5.00");
    }

    [Theory]
    [InlineData("""{"lines":[]}""", "retail.cart_empty")]
    [InlineData("{}", "retail.cart_empty")]
    [InlineData("""{"lines":[{"quantity":"1"}]}""", "platform.required")]
    public async Task What_is_no_cart_is_refused_with_a_code(string body, string code)
    {
        using var shop = await Shop.Open(app);
        using var answer = await shop.Client.PostAsync(
            "/api/v1/sales/check",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Cancel
        );
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe(code);
    }

    private static async Task<JsonElement> Check(Shop shop, (Guid Product, string Quantity, string? Price)[] lines)
    {
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/sales/check",
            new
            {
                lines = lines.Select(l => new
                {
                    productId = l.Product,
                    quantity = l.Quantity,
                    unitPrice = l.Price,
                }),
            },
            Cancel
        );
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static Task<long> Rule(Shop shop, string rule) =>
        shop.Business.Ask<long>(
            $"""
            WITH w AS (INSERT INTO trade.stock_rules (tenant_id, below_zero) VALUES ('{shop.Business.Tenant}', '{rule}')
            RETURNING 1) SELECT count(*) FROM w
            """
        );

    private static string[] Codes(JsonElement answer, string list) =>
        [
            .. answer
                .GetProperty(list)
                .EnumerateArray()
                .Select(r => $"{r.GetProperty("field").GetString()} {r.GetProperty("code").GetString()}"),
        ];
}
