using Microsoft.Extensions.DependencyInjection;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>Voids and refunds over the API: what they do, what they refuse, what the figures say after.</summary>
public sealed class VoidAndRefundTests(VoidAndRefundTests.Clocked app) : IClassFixture<VoidAndRefundTests.Clocked>
{
    [Fact]
    public async Task A_sale_of_which_nothing_is_left_is_neither_voided_nor_has_a_rest_to_refund()
    {
        using var shop = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Teh", "2"), "1", "cash", "2")).ShouldBeSold();
        (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeSold();
        (await shop.Client.Void(sold["id"])).ShouldBeRefused("retail.nothing_left", 409);
    }

    [Fact]
    public async Task A_void_takes_the_whole_sale_back_once()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "10.03", stock: 5);
        var sold = (await shop.Sell(item, "2", "cash", "50")).ShouldBeSold();
        (await shop.Client.Void(sold["id"], reason: "  ")).ShouldBeRefused("platform.required", 400);

        var made = (await shop.Client.Void(sold["id"])).ShouldBeSold();
        made["number"].ShouldBe("V-000001");
        (made["total"], made["rounding"], made["due"]).ShouldBe(("20.06", "-0.01", "20.05"));
        (await shop.Level(item)).ShouldBe(5000);
        (await shop.Client.Void(sold["id"])).ShouldBeRefused("retail.sale_voided", 409);
        (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeRefused("retail.sale_voided", 409);
        (await shop.Client.Void(Guid.NewGuid().ToString())).ShouldBeRefused("platform.not_found", 404);

        var sale = await shop.Client.Get($"api/v1/sales/{sold["id"]}");
        sale.GetProperty("status").GetString().ShouldBe("voided");
        sale.GetProperty("reversals")[0].GetProperty("reason").GetString().ShouldBe("Rang up twice");
        var today = (await shop.Client.Get("api/v1/sales/summary?days=1"))[0];
        (
            today.GetProperty("sales").GetInt64(),
            today.GetProperty("takings").GetString(),
            today.GetProperty("items").GetString(),
            today.GetProperty("givenBack").GetString()
        ).ShouldBe((0, "0.00", "0", "20.05"));
    }

    [Fact]
    public async Task A_refund_takes_lines_back_to_the_shelf_or_writes_them_off()
    {
        using var shop = await Shop.Open(app);
        var susu = await shop.Product("Susu", "6.00", stock: 10, taxCode: "sales-10");
        var roti = await shop.Product("Roti", "3.00", stock: 10);
        var sold = (await shop.Sell([(susu, "3", null), (roti, "2", null)], [("card", "24")])).ShouldBeSold();

        var made = (await shop.Client.Refund(sold["id"], (1, "1", true), (1, "1", false), (2, "1", false))).ShouldBeSold();
        made["number"].ShouldBe("CN-000001");
        (made["total"], made["tax"]).ShouldBe(("15.00", "1.09"));
        made.Body.GetProperty("payments")[0].GetProperty("method").GetString().ShouldBe("card");
        (await shop.Level(susu)).ShouldBe(8000);
        (await shop.Level(roti)).ShouldBe(8000);

        (await shop.Client.Refund(sold["id"], (1, "1.5", true))).ShouldBeRefused("retail.refunded_more_than_sold", 409);
        (await shop.Client.Refund(sold["id"], (1, "1", true), (1, "0.5", true))).ShouldBeRefused("retail.refunded_more_than_sold", 409);
        (await shop.Client.Refund(sold["id"], (3, "1", true))).ShouldBeRefused("retail.sale_line_unknown", 400);
        (await shop.Client.Refund(sold["id"], (1, "0", true))).ShouldBeRefused("retail.quantity_out_of_range", 400);
        (await shop.Client.Refund(sold["id"])).ShouldBeRefused("retail.nothing_to_refund", 400);
        (await shop.Client.Void(sold["id"])).ShouldBeRefused("retail.sale_refunded", 409);

        var list = (await shop.Client.Get("api/v1/sales")).GetProperty("items")[0];
        (list.GetProperty("status").GetString(), list.GetProperty("givenBack").GetString()).ShouldBe(("partly_refunded", "15.00"));
        var read = await shop.Client.Get($"api/v1/sales/reversals/{made["id"]}");
        read.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("restock").GetBoolean()).ShouldBe([true, false, false]);
        (await shop.Client.Get("api/v1/sales/reversals?kind=void")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.Client.Get("api/v1/sales/reversals?kind=refund")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (
            await shop.Business.Ask<bool>(
                "SELECT bool_and(on_hand = (SELECT sum(quantity) FROM trade.stock_movements m WHERE m.item_id = l.item_id)) "
                    + "FROM trade.stock_levels l"
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_check_says_is_what_the_refund_gives()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "3.33");
        var sold = (await shop.Sell(item, "3", "cash", "50")).ShouldBeSold();
        var wanted = ReversalCalls.Body([(1, "1", true)]);
        var check = await shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds/check", wanted, null);
        var made = (await shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds", wanted, null)).ShouldBeSold();
        (check["due"], check["rounding"]).ShouldBe((made["due"], made["rounding"]));
        made["due"].ShouldBe("3.35");
    }

    [Fact]
    public async Task So_little_that_no_money_goes_back_is_no_refund()
    {
        using var shop = await Shop.Open(app);
        var (kopi, free) = (await shop.Product("Kopi", "2.22", stock: 9), await shop.Product("Sampel", "0.00", stock: 9));
        var sold = (await shop.Sell([(kopi, "2", null), (free, "1", null)], [("card", "4.44")])).ShouldBeSold();
        var slight = ReversalCalls.Body([(1, "0.001", true)]);
        (await shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds/check", slight, null)).ShouldBeRefused("retail.refund_too_slight", 400);
        (await shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds", slight, null)).ShouldBeRefused("retail.refund_too_slight", 400);
        // Neither behind another line, nor in two pieces.
        var hidden = await shop.Client.Refund(sold["id"], (2, "1", true), (1, "0.001", true), (1, "0.001", false));
        hidden.ShouldBeRefused("retail.refund_too_slight", 400);
        (await shop.Level(kopi)).ShouldBe(7000);

        (await shop.Client.Refund(sold["id"], (2, "1", true))).ShouldBeSold()["total"].ShouldBe("0.00");
        // After rounding all the money is back before the goods are.
        (await shop.Client.Refund(sold["id"], (1, "1.999", true)))
            .ShouldBeSold()["total"]
            .ShouldBe("4.44");
        (await shop.Client.Refund(sold["id"], (1, "0.001", true))).ShouldBeSold()["total"].ShouldBe("0.00");
    }

    [Fact]
    public async Task Reason_and_quantity_are_refused_together()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "3.00", stock: 9);
        var sold = (await shop.Sell(item, "2", "cash", "50")).ShouldBeSold();
        var body = new { lines = new[] { new { line = 1, quantity = "5" } }, reason = " " };
        var refused = await shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds", body, null);
        refused
            .Body.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("code").GetString())
            .ShouldBe(["retail.refunded_more_than_sold", "platform.required"]);
    }

    [Fact]
    public async Task One_key_refunds_once()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "3.00", stock: 9);
        var sold = (await shop.Sell(item, "9", "cash", "50")).ShouldBeSold();
        var body = ReversalCalls.Body([(1, "1", true)]);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => shop.Client.Post($"api/v1/sales/{sold["id"]}/refunds", body, "refund-77"))
        );
        answers.Select(a => a.ShouldBeSold()["number"]).Distinct().ShouldBe(["CN-000001"]);
        (await shop.Level(item)).ShouldBe(1000);
    }

    [Fact]
    public async Task Another_days_sale_is_refunded_on_the_day_the_money_goes_back_and_never_voided()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "5.00");
        var sold = (await shop.Sell(item, "2", "cash", "10")).ShouldBeSold();
        app.Clock.Pass(TimeSpan.FromDays(1));
        (await shop.Client.Void(sold["id"])).ShouldBeRefused("retail.void_other_day", 409);
        (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeSold();

        var days = await shop.Client.Get("api/v1/sales/summary?days=2");
        days.EnumerateArray().Select(d => d.GetProperty("takings").GetString()).ShouldBe(["10.00", "-5.00"]);
        days.EnumerateArray().Select(d => d.GetProperty("sales").GetInt64()).ShouldBe([1, 0]);
    }

    [Fact]
    public async Task Files_say_what_became_of_a_sale()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "5.00");
        var first = (await shop.Sell(item, "2", "cash", "10")).ShouldBeSold();
        var second = (await shop.Sell(item, "1", "card", "5")).ShouldBeSold();
        (await shop.Client.Refund(first["id"], (1, "1", true))).ShouldBeSold();
        (await shop.Client.Void(second["id"], reason: "=cmd()")).ShouldBeSold();
        using var browser = await app.Browser(shop, shop.Business.Owner);
        var sales = (await browser.GetStringAsync("sales.csv", TestContext.Current.CancellationToken)).Split('\n');
        sales[1].TrimEnd().ShouldEndWith(",Voided,5.00,0.00,0.00,");
        sales[2].TrimEnd().ShouldEndWith(",Partly refunded,5.00,5.00,0.00,");
        var documents = await browser.GetStringAsync("reversals.csv", TestContext.Current.CancellationToken);
        documents.ShouldContain("V-000001,Void,R-000002,");
        documents.ShouldContain("CN-000001,Refund,R-000001,");
        documents.ShouldContain(",'=cmd()");
    }

    [Fact]
    public async Task Pages_and_papers_say_what_became_of_a_sale()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "5.00");
        var sold = (await shop.Sell(item, "2", "cash", "10")).ShouldBeSold();
        using var owner = await app.Browser(shop, shop.Business.Owner);
        var made = (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeSold();
        (await Text(owner, sold["receiptPath"])).ShouldContain("PARTLY REFUNDED");
        (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeSold();
        (await Text(owner, sold["receiptPath"])).ShouldContain("REFUNDED IN FULL");
        (await Text(owner, "sales")).ShouldContain("Refunded");
        (await Text(owner, "sales/reversals")).ShouldContain("CN-000002");
        (await Text(owner, $"sales/{sold["id"]}")).ShouldContain("CN-000001");
        (await Text(owner, "till/receipts")).ShouldContain("Refunded");

        using var visitor = app.NewClient();
        var paper = await Text(visitor, $"{shop.Business.Slug}/{made["documentPath"]}?lang=en");
        foreach (var fact in (string[])["Credit note", "CN-000001", "R-000001", "RM5.00", "Damaged"])
            paper.ShouldContain(fact);
        using var other = await Shop.Open(app);
        (
            await visitor.GetAsync($"/{other.Business.Slug}/{made["documentPath"]}", TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("refund")]
    [InlineData("void")]
    public async Task A_form_that_is_sent_twice_is_done_once(string act)
    {
        using var shop = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Kopi", "5.00"), "4", "cash", "20")).ShouldBeSold();
        using var browser = await app.Browser(shop, shop.Business.Owner);
        var key = Guid.NewGuid().ToString("N");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(key, "1")));
        answers.Distinct().ShouldHaveSingleItem().ShouldContain("done=");
        (await shop.Business.Ask<long>("SELECT count(*) FROM retail.reversals")).ShouldBe(1);
        if (act == "refund")
        {
            // The same form with something else in it is not that form.
            (await Send(key, "2")).ShouldNotContain("done=");
            (await Send(Guid.NewGuid().ToString("N"), "1")).ShouldContain("done=");
            (await shop.Business.Ask<long>("SELECT count(*) FROM retail.reversals")).ShouldBe(2);
        }

        async Task<string> Send(string formKey, string quantity)
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = act,
                    ["_once"] = formKey,
                    ["Form.Reason"] = "Wrong item",
                    ["Form.Lines[1].Quantity"] = quantity,
                }
            );
            using var answer = await browser.PostAsync($"sales/{sold["id"]}/{act}", form, TestContext.Current.CancellationToken);
            return answer.Headers.Location?.ToString() ?? $"{(int)answer.StatusCode}";
        }
    }

    private static Task<string> Text(HttpClient client, string path) => client.GetStringAsync(path, TestContext.Current.CancellationToken);

    public sealed class Clocked : NiagaApp
    {
        public AdjustableClock Clock { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
    }
}
