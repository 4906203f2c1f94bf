using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

public sealed class RecordSaleTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    /// <summary>What the shop waits for: products and locks, everything written, audit and commit.</summary>
    [Theory]
    [InlineData(null, 3)]
    [InlineData("till-1-sale-1", 4)]
    public async Task A_sale_takes_no_more_round_trips_than_it_needs(string? key, int trips)
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "5", stock: 50);
        (await shop.Sell(item, "1", "cash", "10")).ShouldBeSold();
        using var traffic = new Traffic();
        shop.Client.DefaultRequestHeaders.Add("traceparent", traffic.Begin());
        (await shop.Sell([(item, "1", null)], [("cash", "10")], key)).ShouldBeSold();
        var sent = traffic.End();
        sent.RoundTrips.ShouldBe(trips, string.Join('\n', sent.Texts));
        sent.Texts[^1].ShouldContain("platform.audit_entries");
        sent.Texts[^1].ShouldEndWith("COMMIT");
    }

    [Fact]
    public async Task A_sale_takes_stock_counts_tax_within_the_price_and_gives_change()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi O 200 g", "12.50", stock: 5);
        var wash = await shop.Product("Cuci kereta", "21.60", taxCode: "service");
        var sold = (await shop.Sell([(kopi, "2", "12.50"), (wash, "1", null)], [("cash", "50")])).ShouldBeSold();
        sold["receiptNumber"].ShouldBe("R-000001");
        (sold["total"], sold["tax"], sold["rounding"], sold["due"], sold["change"]).ShouldBe(("46.60", "1.60", "0.00", "46.60", "3.40"));
        (await shop.Level(kopi)).ShouldBe(3000);
        (
            await shop.Business.Ask<string>(
                "SELECT action || ' ' || (after::jsonb ->> 'receipt') FROM platform.audit_entries WHERE action = 'retail.sale_completed'"
            )
        ).ShouldBe("retail.sale_completed R-000001");
    }

    /// <summary>Bank Negara's mechanism, every last digit: price, cash due, rounding.</summary>
    [Theory]
    [InlineData("10.00", "10.00", "0.00")]
    [InlineData("10.01", "10.00", "-0.01")]
    [InlineData("10.02", "10.00", "-0.02")]
    [InlineData("10.03", "10.05", "0.02")]
    [InlineData("10.04", "10.05", "0.01")]
    [InlineData("10.05", "10.05", "0.00")]
    [InlineData("10.06", "10.05", "-0.01")]
    [InlineData("10.07", "10.05", "-0.02")]
    [InlineData("10.08", "10.10", "0.02")]
    [InlineData("10.09", "10.10", "0.01")]
    public async Task Cash_rounds_to_five_sen_and_a_card_does_not(string price, string due, string rounding)
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", price);
        var cash = (await shop.Sell(item, "1", "cash", "20")).ShouldBeSold();
        (cash["due"], cash["rounding"]).ShouldBe((due, rounding));
        var card = (await shop.Sell(item, "1", "card", price)).ShouldBeSold();
        (card["due"], card["rounding"], card["change"]).ShouldBe((price, "0.00", "0.00"));
    }

    [Fact]
    public async Task Only_what_is_left_for_cash_is_rounded()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "30.03");
        var sold = (await shop.Sell([(item, "1", null)], [("card", "10.01"), ("e-wallet", "5.00"), ("cash", "20")])).ShouldBeSold();
        (sold["rounding"], sold["due"], sold["change"]).ShouldBe(("-0.02", "30.01", "5.00"));
        (
            await shop.Business.Ask<string>(
                "SELECT string_agg(method || amount_sen || '/' || tendered_sen, ' ' ORDER BY payment) FROM retail.sale_payments"
            )
        ).ShouldBe("card1001/1001 e-wallet500/500 cash1500/2000");
    }

    [Fact]
    public async Task Nothing_leaves_for_nothing()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Beras", "3.31", stock: 3);
        (await shop.Sell(item, "0.001", "cash", "5")).ShouldBeRefused("retail.quantity_too_slight", 400);
        (await shop.Level(item)).ShouldBe(3000);
        var free = await shop.Product("Sampel", "0.00");
        (await shop.Sell([(free, "0.001", null)], [])).ShouldBeSold()["total"].ShouldBe("0.00");
    }

    [Theory]
    [InlineData("cash", "9.99", "retail.paid_too_little")]
    [InlineData("card", "9.99", "retail.paid_too_little")]
    [InlineData("card", "10.01", "retail.paid_too_much")]
    [InlineData("cheque", "10", "retail.payment_method_unknown")]
    [InlineData("cash", "0", "retail.payment_not_positive")]
    [InlineData("cash", "-10", "retail.payment_not_positive")]
    public async Task Payments_cover_the_total_and_change_comes_from_cash_alone(string method, string amount, string code)
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "10", stock: 3);
        (await shop.Sell(item, "1", method, amount)).ShouldBeRefused(code, 400);
        (await shop.Sales()).ShouldBe(0);
        (await shop.Level(item)).ShouldBe(3000);
    }

    [Fact]
    public async Task A_split_that_pays_twice_is_refused()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "10");
        (await shop.Sell([(item, "1", null)], [("card", "10"), ("cash", "10")])).ShouldBeRefused("retail.paid_too_much", 400);
        (await shop.Sell([(item, "1", null)], [("card", "9.98"), ("cash", "1")])).ShouldBeRefused("retail.too_small_for_cash", 400);
        (await shop.Sell([(item, "1", null)], [("card", "6"), ("e-wallet", "4")])).ShouldBeSold();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("100000")]
    public async Task An_absurd_quantity_is_refused(string quantity)
    {
        using var shop = await Shop.Open(app);
        (await shop.Sell(await shop.Product("Barang", "10"), quantity, "cash", "10000000")).ShouldBeRefused(
            "retail.quantity_out_of_range",
            400
        );
    }

    [Fact]
    public async Task What_cannot_be_sold_is_refused_by_name()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var kopi = await shop.Product("Kopi O", "4.50", stock: 3);
        var theirs = await other.Product("Teh tarik", "3");
        (await shop.Sell([], [])).ShouldBeRefused("retail.cart_empty", 400);
        (await shop.Sell(Guid.NewGuid(), "1", "cash", "10")).ShouldBeRefused("retail.product_unknown", 400);
        (await shop.Sell(theirs, "1", "cash", "10")).ShouldBeRefused("retail.product_unknown", 400);
        (await shop.Sell([.. Enumerable.Repeat((kopi, "1", (string?)null), 501)], [("cash", "5000")])).ShouldBeRefused(
            "retail.too_many_lines",
            400
        );

        var dearer = await shop.Sell([(kopi, "1", "4.00")], [("cash", "10")]);
        dearer.ShouldBeRefused("retail.price_changed", 409);
        dearer["title"].ShouldContain("Kopi O costs RM4.50 now, not RM4.00");

        // Two lines of one product count together.
        await Stock.BelowZeroTests.Choose(shop, Trade.Stock.BelowZeroRule.Refuse);
        var short4 = await shop.Sell([(kopi, "2", null), (kopi, "2", null)], [("cash", "50")]);
        short4.ShouldBeRefused("retail.not_enough_stock", 409);
        short4["title"].ShouldBe("Kopi O: only 3 left in stock.");
        (await shop.Sales()).ShouldBe(0);
    }

    [Fact]
    public async Task Bad_bodies_are_refused_with_a_code_and_change_nothing()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "10");
        var oneLine = $$"""{"lines":[{"productId":"{{item}}","quantity":"1"}],""";
        foreach (
            var body in (string[])
                [
                    "",
                    "null",
                    "[]",
                    "{}",
                    """{"lines":null}""",
                    """{"lines":[null],"payments":[null]}""",
                    """{"lines":"x"}""",
                    $$"""{"lines":[{"productId":"{{item}}"}]}""",
                    $$"""{"lines":[{"productId":"{{item}}","quantity":"NaN"}]}""",
                    $$"""{"lines":[{"productId":"{{item}}","quantity":1e3}]}""",
                    oneLine + $$""" "payments":[{"method":"card","amount":"10","reference":"a\u0000b"}]}""",
                    oneLine + $$""" "payments":[{"method":"card","amount":"10","reference":"{{new string('x', 61)}}"}]}""",
                    oneLine + $$""" "payments":[{"method":"card","amount":"99999999999999999999"}]}""",
                ]
        )
        {
            using var answer = await shop.Client.PostAsync(
                "/api/v1/sales",
                new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                TestContext.Current.CancellationToken
            );
            ((int)answer.StatusCode).ShouldBe(400, body);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"code\"", customMessage: body);
        }
        (await shop.Sales()).ShouldBe(0);
    }

    [Fact]
    public async Task Sales_are_listed_by_cursor_and_day_and_added_up()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "10.02");
        for (var i = 0; i < 5; i++)
            (await shop.Sell(item, "2", "cash", "50")).ShouldBeSold();
        var first = await Get(shop, "/api/v1/sales?limit=3");
        var second = await Get(shop, "/api/v1/sales?limit=3&cursor=" + first["next"]);
        Numbers(first).Concat(Numbers(second)).ShouldBe(["R-000005", "R-000004", "R-000003", "R-000002", "R-000001"]);
        second.Body.GetProperty("next").GetString().ShouldBeNull();
        Numbers(await Get(shop, "/api/v1/sales?to=2000-01-01")).ShouldBeEmpty();
        (await Get(shop, "/api/v1/sales?from=yesterday")).ShouldBeRefused("retail.day_invalid", 400);
        (await Get(shop, "/api/v1/sales?cursor=x")).ShouldBeRefused("platform.cursor_invalid", 400);
        (await Get(shop, "/api/v1/sales/summary?days=0")).ShouldBeRefused("retail.days_out_of_range", 400);
        var days = (await Get(shop, "/api/v1/sales/summary?days=7")).Body;
        days.GetArrayLength().ShouldBe(7);
        var today = days[6];
        (today.GetProperty("sales").GetInt64(), today.GetProperty("items").GetString(), today.GetProperty("takings").GetString()).ShouldBe(
            (5, "10", "100.25")
        );
    }

    [Fact]
    public async Task Another_business_never_sees_a_sale()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Barang", "10"), "1", "cash", "10")).ShouldBeSold();
        (await Get(shop, $"/api/v1/sales/{sold["id"]}"))["receiptNumber"].ShouldBe("R-000001");
        var theirs = await Get(other, $"/api/v1/sales/{sold["id"]}");
        var absent = await Get(other, $"/api/v1/sales/{Guid.NewGuid()}");
        theirs.ShouldBeRefused("platform.not_found", 404);
        (theirs.Code, theirs["title"]).ShouldBe((absent.Code, absent["title"]));
        Numbers(await Get(other, "/api/v1/sales")).ShouldBeEmpty();
    }

    private static IEnumerable<string> Numbers(Answer page) =>
        page.Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("receiptNumber").GetString()!);

    private static async Task<Answer> Get(Shop shop, string path)
    {
        using var answer = await shop.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return new(
            (int)answer.StatusCode,
            await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<System.Text.Json.JsonElement>(
                answer.Content,
                TestContext.Current.CancellationToken
            )
        );
    }
}
