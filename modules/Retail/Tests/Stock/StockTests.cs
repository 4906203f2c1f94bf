using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Retail.Tests.Products;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Stock;

public sealed class StockTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_runs_low_and_what_runs_out_is_told_once_each_however_many_sell_at_once_and_settled_when_there_is_enough()
    {
        using var shop = await Shop.Open(app);
        var (tin, bag, uncounted) = (
            await shop.Product("Susu", "4.00"),
            await shop.Product("Beras", "30.00"),
            await shop.Product("Roti", "3.00")
        );
        await Track(shop, tin, "8");
        await Track(shop, bag, "100");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.Sell(tin, "1", "cash", "5")));
        answers.ShouldAllBe(a => a.Status == 201);
        (await shop.Sell(bag, "95", "cash", "5000")).ShouldBeSold();
        (await shop.Sell(uncounted, "1", "cash", "5")).ShouldBeSold();
        (await Told(shop)).ShouldBe([$"{tin} low 1 settled", $"{tin} out 0 open"], ignoreOrder: true);
        answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Sell(tin, "1", "cash", "5")));
        answers.ShouldAllBe(a => a.Status == 201);
        (await Told(shop)).ShouldBe([$"{tin} low 1 settled", $"{tin} out -4 open"], ignoreOrder: true, "once, with what is left now");

        await Track(shop, bag, "4");
        (await shop.Sell(bag, "1", "cash", "50")).ShouldBeSold();
        (await Told(shop)).ShouldBe([$"{bag} low 3 open", $"{tin} low 1 settled", $"{tin} out -4 open"], ignoreOrder: true);
        using var received = await shop.Client.PostAsJsonAsync(
            "/api/v1/stock/receipts",
            new { lines = new[] { new { productId = tin, quantity = "9" }, new { productId = bag, quantity = "0.5" } } },
            Cancel
        );
        received.IsSuccessStatusCode.ShouldBeTrue();
        string[] before = [$"{bag} low 3.5 open", $"{tin} low 1 settled", $"{tin} out -4 settled"];
        (await Told(shop)).ShouldBe(before, ignoreOrder: true);
        (await shop.Sell(tin, "1", "cash", "5")).ShouldBeSold();
        (await Told(shop)).ShouldBe([.. before, $"{tin} low 4 open"], ignoreOrder: true);
    }

    private static async Task Track(Shop shop, Guid product, string counted)
    {
        await shop.Business.Ask<long>(
            $"WITH w AS (UPDATE retail.products SET track_stock = true WHERE product_id = '{product}' RETURNING 1) SELECT count(*) FROM w"
        );
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/stock/adjustments",
            new
            {
                productId = product,
                counted,
                reason = "Kiraan",
            },
            Cancel
        );
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<string[]> Told(Shop shop) =>
        (
            await shop.Business.Ask<string>(
                """
                SELECT coalesce(string_agg(subject || CASE kind WHEN 'retail.low_stock' THEN ' low ' ELSE ' out ' END
                    || (details::json -> 'left' ->> 'Value') || CASE WHEN dealt_at IS NULL THEN ' open' ELSE ' settled' END, ','), '')
                FROM platform.notifications WHERE kind IN ('retail.low_stock', 'retail.out_of_stock')
                """
            )
        ).Split(',');

    [Fact]
    public async Task The_level_is_the_sum_of_movements_under_parallel_receiving_adjusting_and_counting()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var first = await ProductsApiTests.Make(client, "Beras 5 kg", "25.00");
        var second = await ProductsApiTests.Make(client, "Gula 1 kg", "3.00");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 90)
                .Select(i =>
                    (i % 3) switch
                    {
                        0 => client.PostAsJsonAsync(
                            "/api/v1/stock/receipts",
                            new
                            {
                                lines = new[]
                                {
                                    new { productId = i % 2 == 0 ? first : second, quantity = "3" },
                                    new { productId = i % 2 == 0 ? second : first, quantity = "2" },
                                },
                            },
                            Cancel
                        ),
                        1 => client.PostAsJsonAsync(
                            "/api/v1/stock/adjustments",
                            new
                            {
                                productId = first,
                                difference = "-1",
                                reason = "Rosak",
                            },
                            Cancel
                        ),
                        _ => client.PostAsJsonAsync(
                            "/api/v1/stock/adjustments",
                            new
                            {
                                productId = second,
                                counted = "10",
                                reason = "Kiraan",
                            },
                            Cancel
                        ),
                    }
                )
        );
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBeGreaterThan(60);
        (
            await shop.Ask<long>(
                """
                SELECT count(*) FROM trade.stock_levels l
                WHERE l.on_hand <> (SELECT sum(m.quantity) FROM trade.stock_movements m
                    WHERE m.tenant_id = l.tenant_id AND m.item_id = l.item_id)
                """
            )
        ).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(*) FROM trade.stock_levels")).ShouldBe(2);
    }

    [Fact]
    public async Task Parallel_counts_of_a_product_without_stock_end_at_what_was_counted()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var product = await ProductsApiTests.Make(client, "Tepung", "2.00");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ =>
                    client.PostAsJsonAsync(
                        "/api/v1/stock/adjustments",
                        new
                        {
                            productId = product,
                            counted = "7",
                            reason = "Kiraan",
                        },
                        Cancel
                    )
                )
        );
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        (await shop.Ask<long>("SELECT on_hand FROM trade.stock_levels")).ShouldBe(7000);
    }

    [Fact]
    public async Task Stock_never_falls_below_zero()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var product = await ProductsApiTests.Make(client, "Telur", "12.00");
        await client.PostAsJsonAsync(
            "/api/v1/stock/receipts",
            new { lines = new[] { new { productId = product, quantity = "2" } } },
            Cancel
        );
        var refused = await client.PostAsJsonAsync(
            "/api/v1/stock/adjustments",
            new
            {
                productId = product,
                difference = "-3",
                reason = "Rosak",
            },
            Cancel
        );
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("retail.stock_below_zero");
        (await shop.Ask<long>("SELECT on_hand FROM trade.stock_levels")).ShouldBe(2000);
    }

    [Fact]
    public async Task Movements_are_paged_from_the_newest()
    {
        using var client = await (await app.SignUp()).Client();
        var product = await ProductsApiTests.Make(client, "Susu", "4.00");
        for (var i = 1; i <= 5; i++)
            await client.PostAsJsonAsync(
                "/api/v1/stock/receipts",
                new
                {
                    lines = new[]
                    {
                        new
                        {
                            productId = product,
                            quantity = i.ToString(),
                            unitCost = "1.50",
                        },
                    },
                    note = $"DO-{i}",
                },
                Cancel
            );
        var first = await client.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product}/movements?limit=3", Cancel);
        first.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("reason").GetString()).ShouldBe(["DO-5", "DO-4", "DO-3"]);
        var rest = await client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/products/{product}/movements?limit=3&cursor={first.GetProperty("next").GetString()}",
            Cancel
        );
        rest.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("quantity").GetString()).ShouldBe(["2", "1"]);
        var levels = await client.GetFromJsonAsync<JsonElement>("/api/v1/stock", Cancel);
        levels.GetProperty("items")[0].GetProperty("onHand").GetString().ShouldBe("15");
    }

    [Theory]
    [InlineData("0", "retail.quantity_not_positive")]
    [InlineData("-1", "retail.quantity_not_positive")]
    [InlineData(null, "platform.required")]
    public async Task A_receipt_of_nothing_is_refused(string? quantity, string code)
    {
        using var client = await (await app.SignUp()).Client();
        var product = await ProductsApiTests.Make(client, "Susu", "4.00");
        var answer = await client.PostAsJsonAsync(
            "/api/v1/stock/receipts",
            new { lines = new[] { new { productId = product, quantity } } },
            Cancel
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task A_list_of_a_shop_that_never_counted_says_so()
    {
        using var shop = await Shop.Open(app);
        await shop.Product("Kopi", "5.00", stock: 0);
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Business.Owner, now, now);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(app.Address) };
        browser.DefaultRequestHeaders.Add("Cookie", cookie + "; niaga.lang=en");
        foreach (var standing in new[] { "low", "out", "to-count" })
            (await browser.GetStringAsync($"/{shop.Business.Slug}/stock?standing={standing}", Cancel)).ShouldContain(
                "Nothing is counted yet"
            );
        await shop.Product("Teh", "5.00", stock: 20);
        (await browser.GetStringAsync($"/{shop.Business.Slug}/stock?standing=low", Cancel)).ShouldNotContain("Nothing is counted yet");
    }
}
