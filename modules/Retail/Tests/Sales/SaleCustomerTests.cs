using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Retail.Tests.Roles;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>To whom a sale was made.</summary>
public sealed class SaleCustomerTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_keeps_its_customer_through_a_merge_and_back()
    {
        using var shop = await Shop.Open(app);
        var (kept, gone) = (await Customer(shop, "Ali bin Abu", "0123456789"), await Customer(shop, "Ali Abu", "0198765432"));
        var early = await Sell(shop, gone);

        var merge = (await Post(shop, $"/api/v1/customers/{kept}/merge", new { customerId = gone })).GetProperty("id").GetGuid();
        // A till that had chosen the other before the merge still sells to them.
        var between = await Sell(shop, gone);
        var own = await Sell(shop, kept);

        (await Sale(shop, early)).GetProperty("customer").GetString().ShouldBe("Ali bin Abu");
        (await Bought(shop, kept)).ShouldBe([own, between, early]);
        (await shop.Client.GetStringAsync($"/api/v1/customers/{gone}/timeline", Cancel)).ShouldContain(early.ToString());

        await Post(shop, $"/api/v1/customers/merges/{merge}/undo", new { });

        (await Bought(shop, kept)).ShouldBe([own]);
        (await Bought(shop, gone)).ShouldBe([between, early]);
        (await Sale(shop, early)).GetProperty("customer").GetString().ShouldBe("Ali Abu");
        (await Sale(shop, early)).GetProperty("customerId").GetGuid().ShouldBe(gone);
    }

    [Fact]
    public async Task The_customer_stands_on_the_receipt_its_paper_the_list_and_the_file_and_their_phone_nowhere()
    {
        using var shop = await Shop.Open(app);
        var sale = await Sell(shop, await Customer(shop, "Nur Aisyah", "0123456789"));
        var path = (await Sale(shop, sale)).GetProperty("receiptPath").GetString();
        using var visitor = app.NewClient();
        using var owner = await Members.Browser(app, shop, "owner");
        var slug = shop.Business.Slug;

        var receipt = WebUtility.HtmlDecode(await visitor.GetStringAsync($"/{slug}/{path}", Cancel));
        var list = await owner.GetStringAsync($"/{slug}/sales", Cancel);
        var detail = await owner.GetStringAsync($"/{slug}/sales/{sale}", Cancel);
        var file = await owner.GetStringAsync($"/{slug}/sales.csv", Cancel);
        var paper = Documents.PaperReading.Pdf(await visitor.GetByteArrayAsync($"/{slug}/{path}/file?format=80mm&language=en", Cancel));

        paper[0].ShouldSay("Nur Aisyah").Count("6789").ShouldBe(0);
        foreach (var text in new[] { receipt, list, detail, file })
        {
            text.ShouldContain("Nur Aisyah");
            text.ShouldNotContain("345 6789");
            text.ShouldNotContain("0123456789");
        }
    }

    [Fact]
    public async Task Without_a_customer_a_sale_says_nothing_of_one()
    {
        using var shop = await Shop.Open(app);
        var sale = await Sell(shop, null);
        (await Sale(shop, sale)).GetProperty("customerId").ValueKind.ShouldBe(JsonValueKind.Null);
        (await shop.Business.Ask<long>("SELECT count(*) FROM retail.sale_customers")).ShouldBe(0);
    }

    [Fact]
    public async Task A_customer_who_is_not_there_is_refused_and_nothing_is_sold()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var theirs = await Customer(other, "Theirs", "0123456789");
        foreach (var unknown in new[] { Guid.NewGuid(), theirs })
        {
            var answer = await Send(shop, unknown);
            answer.ShouldBeRefused("trade.customer_not_found", 404);
            answer.Body.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("customerId");
        }
        (await shop.Sales()).ShouldBe(0);
        (await shop.Business.Ask<long>("SELECT count(*) FROM trade.stock_movements")).ShouldBe(0);
    }

    [Fact]
    public async Task A_cashier_finds_and_adds_a_customer_by_phone_and_does_not_browse_them()
    {
        using var shop = await Shop.Open(app);
        await Customer(shop, "Nur Aisyah", "0123456789");
        using var cashier = await Members.Browser(app, shop, "retail.cashier");
        var api = $"/{shop.Business.Slug}/api/v1/customers";

        (await cashier.GetStringAsync($"{api}/lookup?q=6789", Cancel)).ShouldContain("Nur Aisyah");
        foreach (var closed in new[] { api, $"{api}/export", $"{api}/duplicates?name=x" })
            (await cashier.GetAsync(closed, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, closed);
        (await cashier.GetAsync($"/{shop.Business.Slug}/customers", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_bought_since_an_import_stays_when_it_is_undone()
    {
        using var shop = await Shop.Open(app);
        var import = new ImportSteps(shop.Client, "/api/v1/customer-imports");
        var (id, created, _) = await import.Bring("name,phone\nAli,0123456701\nBala,0123456702\n");
        created.ShouldBe(2);
        var found = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/customers/lookup?q=ali", Cancel);
        await Sell(shop, found.GetProperty("items")[0].GetProperty("id").GetGuid());

        var (status, undone) = await import.Undo(id);

        (status, undone.GetProperty("archived").GetInt32()).ShouldBe((200, 1), undone.ToString());
        var kept = undone.GetProperty("kept").EnumerateArray().ShouldHaveSingleItem();
        (kept.GetProperty("name").GetString(), kept.GetProperty("reason").GetString()).ShouldBe(("Ali", "used"));
    }

    [Fact]
    public async Task Sales_by_customer_count_merged_customers_as_one_and_take_off_what_came_back()
    {
        using var shop = await Shop.Open(app);
        var (kept, gone) = (await Customer(shop, "Ali bin Abu", "0123456789"), await Customer(shop, "Ali Abu", "0198765432"));
        var other = await Customer(shop, "Siti", "0171111111");
        foreach (var customer in new Guid?[] { gone, kept, other, other, null })
            await Sell(shop, customer);
        var voided = await Sell(shop, kept);
        await Post(shop, $"/api/v1/sales/{voided}/void", new { reason = "mistake" });
        (await ByCustomer(shop)).ShouldBe([
            ("Ali Abu", 1, "5.00"),
            ("Ali bin Abu", 1, "5.00"),
            ("Siti", 2, "10.00"),
            ("Without a customer", 1, "5.00"),
        ]);

        await Post(shop, $"/api/v1/customers/{kept}/merge", new { customerId = gone });

        (await ByCustomer(shop)).ShouldBe([("Ali bin Abu", 2, "10.00"), ("Siti", 2, "10.00"), ("Without a customer", 1, "5.00")]);
    }

    private static async Task<(string?, int, string?)[]> ByCustomer(Shop shop) =>
        [
            .. (await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/reports/retail-sales-by-customer?span=today", Cancel))
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r => r.GetProperty("values"))
                .Select(v =>
                    (v.GetProperty("customer").GetString(), v.GetProperty("sales").GetInt32(), v.GetProperty("takings").GetString())
                )
                .OrderBy(r => r.Item1, StringComparer.Ordinal),
        ];

    private static async Task<Guid> Customer(Shop shop, string name, string phone) =>
        (await Post(shop, "/api/v1/customers", new { name, phones = new[] { phone } })).GetProperty("id").GetGuid();

    private static async Task<Guid> Sell(Shop shop, Guid? customer) =>
        (await Send(shop, customer)).ShouldBeSold().Body.GetProperty("id").GetGuid();

    private static async Task<Answer> Send(Shop shop, Guid? customer)
    {
        var product = await shop.Product("Milo " + Guid.NewGuid().ToString("N")[..6], "5.00");
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/sales",
            new
            {
                lines = new[] { new { productId = product, quantity = "1" } },
                payments = new[] { new { method = "cash", amount = "5.00" } },
                customerId = customer,
            },
            Cancel
        );
        return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    private static Task<JsonElement> Sale(Shop shop, Guid id) => shop.Client.GetFromJsonAsync<JsonElement>($"/api/v1/sales/{id}", Cancel);

    /// <summary>Sales on a customer's timeline, the newest first.</summary>
    private static async Task<Guid[]> Bought(Shop shop, Guid customer) =>
        [
            .. (await shop.Client.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{customer}/timeline", Cancel))
                .GetProperty("items")
                .EnumerateArray()
                .Select(e => e.GetProperty("path").GetString())
                .Where(p => p?.StartsWith("sales/", StringComparison.Ordinal) == true)
                .Select(p => Guid.Parse(p!["sales/".Length..])),
        ];

    private static async Task<JsonElement> Post(Shop shop, string path, object body)
    {
        using var answer = await shop.Client.PostAsJsonAsync(path, body, Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancel));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
