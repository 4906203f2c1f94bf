using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Sales;
using Niaga.Retail.Sales.Reversals;
using Niaga.Retail.Stock;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Stock;

/// <summary>Two places of a business: each sells its own stock, and what one reads of is that place alone.</summary>
public sealed partial class BranchStockTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_branch_sells_its_own_stock_and_shows_its_own_records()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5", stock: 3);
        var (first, second) = await Two(shop);

        (await Receive(shop, kopi, "2", second)).ShouldBeNull();
        var there = (await Sell(shop, kopi, "2", second)).ShouldBeSold();
        // Nothing is left there, however much lies elsewhere.
        (await Sell(shop, kopi, "1", second)).Status.ShouldBe(409);
        // The till says where there is some.
        (await Told(shop.Client, kopi, second)).ShouldBe($"Kopi: none left in stock. There is some at: Kedai {shop.Business.Slug} (3).");
        (await Told(shop.Client, kopi, first)).ShouldBe("Kopi: only 3 left in stock.");
        // Where nobody says, at the first.
        var here = (await Sell(shop, kopi, "1", null)).ShouldBeSold();
        (await Sell(shop, kopi, "1", Guid.NewGuid())).ShouldBeRefused("trade.branch_not_found", 404);

        (await OnHand(shop, kopi, null)).ShouldBe("2");
        (await OnHand(shop, kopi, first)).ShouldBe("2");
        (await OnHand(shop, kopi, second)).ShouldBe("0");
        (await Receipts(shop, null)).ShouldBe([here["receiptNumber"], there["receiptNumber"]], ignoreOrder: true);
        (await Receipts(shop, first)).ShouldBe([here["receiptNumber"]]);
        (await Receipts(shop, second)).ShouldBe([there["receiptNumber"]]);
        (await shop.Client.GetAsync($"/api/v1/sales/{there["id"]}?branch={first}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.Client.GetAsync($"/api/v1/sales?branch={Guid.NewGuid()}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.Client.GetAsync("/api/v1/sales?branch=x", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await NoPlace(shop, Guid.NewGuid());

        // Days are added up for each.
        (await shop.Business.Ask<long>($"SELECT total_sen FROM retail.sale_days WHERE branch_id = '{second}'")).ShouldBe(1000);
        (await shop.Business.Ask<long>($"SELECT total_sen FROM retail.sale_days WHERE branch_id = '{first}'")).ShouldBe(500);
        // What is sold in parallel is never more than lies there.
        (await Receive(shop, kopi, "3", second)).ShouldBeNull();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Sell(shop, kopi, "1", second)));
        answers.Count(a => a.Status == 201).ShouldBe(3);
        (await OnHand(shop, kopi, first)).ShouldBe("2");
    }

    [Fact]
    public async Task What_is_below_zero_at_one_branch_shows_among_all_of_them()
    {
        using var shop = await Shop.Open(app);
        var (kopi, teh) = (await shop.Product("Kopi", "5", stock: 20), await shop.Product("Teh", "4", stock: 20));
        var susu = await shop.Product("Susu", "3", stock: 20);
        var (first, second) = await Two(shop, "warn");
        (await Receive(shop, kopi, "1", second)).ShouldBeNull();
        (await Sell(shop, kopi, "4", second)).ShouldBeSold();
        // Counted at the first alone.
        (await Sell(shop, susu, "1", second)).ShouldBeSold();

        async Task<string[]> Listed(string query) =>
            [
                .. (await shop.Client.GetFromJsonAsync<JsonElement>($"/api/v1/stock?{query}", Cancel))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(i => $"{i.GetProperty("name")} {i.GetProperty("onHand")} {i.GetProperty("stock")}"),
            ];
        (await Listed("standing=to-count")).ShouldBe(["Kopi 17 below-zero", "Susu 19 below-zero"]);
        (await Listed("standing=out")).ShouldBe(["Kopi 17 below-zero"]);
        (await Listed($"standing=to-count&branch={second}")).ShouldBe(["Kopi -3 below-zero", "Susu -1 not-counted"]);
        (await Listed($"standing=to-count&branch={first}")).ShouldBeEmpty();

        await using (var scope = shop.Business.Act())
        {
            var today = await scope.ServiceProvider.GetRequiredService<TodaySummary>().Read(Cancel);
            today.Alerts.ShouldHaveSingleItem().ShouldBe(new TodaySummary.Alert(kopi, "Kopi", Quantity.FromUnits(-3), second));
        }
        using var browser = await shop.Business.Browser();
        (await browser.GetStringAsync($"/{shop.Business.Slug}", Cancel)).ShouldContain("Out at Klang");
        var list = WebUtility.HtmlDecode(await browser.GetStringAsync($"/{shop.Business.Slug}/stock?standing=to-count", Cancel));
        list.ShouldContain("-3 at Klang, count it");
        list.ShouldContain($"stock/adjust?product={kopi}&branch={second}");
        list.ShouldNotContain($"product={teh}");
        (await browser.GetStringAsync($"/{shop.Business.Slug}/products", Cancel)).ShouldContain("-3 at a branch, count it");
        (await browser.GetStringAsync($"/{shop.Business.Slug}/products/{kopi}", Cancel)).ShouldContain("-3 at a branch, count it");
    }

    [Fact]
    public async Task What_runs_out_at_a_branch_is_told_by_its_name_and_settled_there()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5", stock: 6);
        (await Sell(shop, kopi, "2", null)).ShouldBeSold();
        // Of one place: no word of it.
        (await Notified(shop)).ShouldBe([$"Kopi is running low | Left: 4. | products/{kopi}"]);

        var second = await shop.Business.AddPlace(new("Klang"));
        var first = await shop.Business.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1");
        (await Receive(shop, kopi, "2", second)).ShouldBeNull();
        (await Sell(shop, kopi, "3", second)).ShouldBeSold();
        // Enough at the first settles what was told of it, not what is told of the second.
        (await Receive(shop, kopi, "20", first)).ShouldBeNull();
        (await Notified(shop)).ShouldBe([$"Kopi at Klang has run out | Left: -1 at Klang. | products/{kopi}?branch={second}"]);
        using var browser = await shop.Business.Browser();
        (await browser.GetStringAsync($"/{shop.Business.Slug}/products/{kopi}?branch={second}", Cancel)).ShouldContain("-1, count it");

        // Moved there: it has enough, and the first runs low now.
        (await Move(shop, first, second, (kopi, "20"))).Status.ShouldBe(201);
        (await Notified(shop)).ShouldBe([
            $"Kopi at Kedai {shop.Business.Slug} is running low | Left: 4 at Kedai {shop.Business.Slug}. | products/{kopi}?branch={first}",
        ]);
        (await Receive(shop, kopi, "1", first)).ShouldBeNull();
        (await Notified(shop)).ShouldBeEmpty();

        static async Task<string[]> Notified(Shop shop)
        {
            var inbox = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications", Cancel);
            return
            [
                .. inbox
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(n => n.GetProperty("title").GetString()!.StartsWith("Kopi", StringComparison.Ordinal) && !Dealt(n))
                    .Select(n =>
                        $"{n.GetProperty("title")} | {n.GetProperty("about").GetString()!.Split(" Order")[0]} | {n.GetProperty("path")}"
                    ),
            ];
        }

        static bool Dealt(JsonElement n) => n.GetProperty("settled").GetBoolean();
    }

    [Fact]
    public async Task Who_is_limited_to_a_branch_sees_and_sells_nothing_of_another()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5", stock: 3);
        var (first, second) = await Two(shop);
        (await Receive(shop, kopi, "5", second)).ShouldBeNull();
        var elsewhere = (await Sell(shop, kopi, "1", first)).ShouldBeSold();
        var sold = (await Sell(shop, kopi, "1", second)).ShouldBeSold();

        sold.Status.ShouldBe(201);

        await using var scope = shop.Business.Act();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.LimitTo([second]);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        // By the database itself, in every table that carries a branch or belongs to a row that does.
        foreach (var (table, rows) in Seen)
        {
            var seen = await session.Rows(
                System.Runtime.CompilerServices.FormattableStringFactory.Create($"SELECT count(*) FROM {table}"),
                r => r.GetInt64(0),
                Cancel
            );
            seen.ShouldBe([rows], table);
        }
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        var refused = await RecordSale.Do(
            runner,
            new([new(kopi, Quantity.FromUnits(1))], [new("cash", new Money(5000))], Branch: first),
            Cancel
        );
        refused.Refusal!.Code.ShouldBe("trade.branch_not_found");
        (await ReceiveStock.Do(runner, new([new(kopi, "1", null)], null, first), Cancel)).Refusal!.Code.ShouldBe("trade.branch_not_found");
        (await AdjustStock.Do(runner, new(kopi, "1", null, "Counted", first), Cancel)).Refusal!.Code.ShouldBe("trade.branch_not_found");
        var away = Guid.Parse(elsewhere["id"]);
        (await VoidSale.Do(runner, new(away, "Wrong"), Cancel)).Refusal!.Status.ShouldBe(404);
        var (clerk, person) = await app.Member(shop, "manager");
        using var open = clerk;
        await shop.Business.Ask<long>(
            $"UPDATE platform.memberships SET branches = ARRAY['{second}'::uuid] WHERE person_id = '{person}' RETURNING 1::bigint"
        );
        (await clerk.GetAsync($"sales?branch={first}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.GetStringAsync($"sales?branch={second}", Cancel)).ShouldContain(sold["receiptNumber"]);
        // Nor is said what lies where they may not look.
        (await Told(clerk, kopi, second)).ShouldBe("Kopi: only 4 left in stock.");
        // Where nobody says, at the first of theirs.
        (
            await RecordSale.Do(runner, new([new(kopi, Quantity.FromUnits(1))], [new("cash", new Money(5000))]), Cancel)
        ).Refusal.ShouldBeNull();
        (await OnHand(shop, kopi, second)).ShouldBe("3");
        (await OnHand(shop, kopi, first)).ShouldBe("2");
    }

    [Fact]
    public async Task A_place_that_is_closed_is_still_one_whose_records_are_read()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5");
        var second = await shop.Business.AddPlace(new("Klang"));
        var there = (await Sell(shop, kopi, "1", second)).ShouldBeSold();
        using var browser = await shop.Business.Browser();
        await shop.Business.ClosePlace(second);

        (await Receipts(shop, second)).ShouldBe([there["receiptNumber"]]);
        (await browser.GetStringAsync($"sales?branch={second}&page=1", Cancel)).ShouldContain(there["receiptNumber"]);
        (await browser.GetStringAsync($"sales.csv?branch={second}", Cancel)).ShouldContain(there["receiptNumber"]);
        await NoPlace(shop, Guid.NewGuid());
    }

    /// <summary>What names a place that is not there is refused by name, instead of being shown as a place where nothing is.</summary>
    private static async Task NoPlace(Shop shop, Guid nowhere)
    {
        using var refused = await shop.Client.GetAsync($"/api/v1/stock?branch={nowhere}", Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel))
            .GetProperty("code")
            .GetString()
            .ShouldBe("platform.branch_not_found");
        using var act = await shop.Client.PostAsJsonAsync(
            $"/api/v1/sales/check?branch={nowhere}",
            new { lines = Array.Empty<int>() },
            Cancel
        );
        act.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var browser = await shop.Business.Browser();
        foreach (var path in (string[])["", "sales", "sales.csv", "stock", "products", "reports", "settings"])
        {
            using var page = await browser.GetAsync($"{path}?branch={nowhere}", Cancel);
            page.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            // The usual page for what is not there.
            (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("<main", customMessage: path);
        }
    }

    private static readonly (string Table, long Rows)[] Seen =
    [
        ("retail.sales", 1),
        ("retail.sale_lines", 1),
        ("retail.sale_payments", 1),
        ("retail.sale_days", 1),
        ("retail.line_days", 1),
        ("trade.stock_levels", 1),
        ("trade.stock_movements", 2),
    ];

    private static async Task<(Guid First, Guid Second)> Two(Shop shop, string rule = "refuse")
    {
        await shop.Business.Ask<long>(
            $"INSERT INTO trade.stock_rules (tenant_id, below_zero) SELECT tenant_id, '{rule}' FROM trade.branches RETURNING 1::bigint"
        );
        var second = await shop.Business.Ask<Guid>(
            "INSERT INTO trade.branches (tenant_id, branch_id, place, name, name_key, created_at, updated_at) "
                + "SELECT tenant_id, uuidv7(), 2, 'Klang', 'klang', now(), now() FROM trade.branches RETURNING branch_id"
        );
        return (await shop.Business.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1"), second);
    }

    private static async Task<string?> Receive(Shop shop, Guid product, string quantity, Guid branch)
    {
        await using var scope = shop.Business.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        return (await ReceiveStock.Do(runner, new([new(product, quantity, null)], null, branch), Cancel)).Refusal?.Code;
    }

    private static async Task<Answer> Sell(Shop shop, Guid product, string quantity, Guid? branch)
    {
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/sales",
            new
            {
                lines = new[] { new { productId = product, quantity } },
                payments = new[] { new { method = "cash", amount = "50" } },
                branchId = branch,
            },
            Cancel
        );
        return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    /// <summary>What the till says before nine are paid.</summary>
    private static async Task<string?> Told(HttpClient client, Guid product, Guid branch)
    {
        var cart = new { lines = new[] { new { productId = product, quantity = "9" } }, branchId = branch };
        using var answer = await client.PostAsJsonAsync("api/v1/sales/check", cart, Cancel);
        answer.EnsureSuccessStatusCode();
        var check = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return check.GetProperty("refusals").EnumerateArray().ShouldHaveSingleItem().GetProperty("message").GetString();
    }

    private static async Task<string[]> Receipts(Shop shop, Guid? branch)
    {
        var page = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/sales" + (branch is null ? "" : $"?branch={branch}"), Cancel);
        return [.. page.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("receiptNumber").GetString()!)];
    }

    private static async Task<string?> OnHand(Shop shop, Guid product, Guid? branch)
    {
        var stock = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/stock" + (branch is null ? "" : $"?branch={branch}"), Cancel);
        return stock
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("productId").GetGuid() == product)
            .GetProperty("onHand")
            .GetString();
    }
}
