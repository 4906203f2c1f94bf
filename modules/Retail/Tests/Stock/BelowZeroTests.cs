using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Sales;
using Niaga.Retail.Stock;
using Niaga.Retail.Tests.Products;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Niaga.Trade.Stock;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Stock;

/// <summary>What happens when more is sold than there is, by the business's rule; and what was never counted.</summary>
public sealed class BelowZeroTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_hundred_buyers_of_ten_units_exactly_ten_get_one_where_the_business_refuses()
    {
        using var shop = await Shop.Open(app);
        await Choose(shop, BelowZeroRule.Refuse);
        var last = await shop.Product("Kerepek pisang", "5", stock: 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.Sell(last, "1", "cash", "5")));
        answers.Count(a => a.Status == 201).ShouldBe(10);
        answers.Count(a => a is { Status: 409, Code: "retail.not_enough_stock" }).ShouldBe(90);
        (await shop.Level(last)).ShouldBe(0);
        (await Moved(shop)).ShouldBe(0);
        (await shop.Sales()).ShouldBe(10);
    }

    [Fact]
    public async Task All_of_a_hundred_buyers_of_ten_units_get_one_where_the_business_is_warned_and_it_is_listed_for_a_count()
    {
        using var shop = await Shop.Open(app);
        var last = await shop.Product("Kerepek pisang", "5", stock: 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.Sell(last, "1", "cash", "5")));
        answers.Count(a => a.Status == 201).ShouldBe(100);
        answers.Count(a => a.Body.GetProperty("shortages").GetArrayLength() == 1).ShouldBe(90);
        (await shop.Level(last)).ShouldBe(-90_000);
        (await Moved(shop)).ShouldBe(-90_000);
        var listed = (await ToCount(shop)).ShouldHaveSingleItem();
        listed.GetProperty("productId").GetGuid().ShouldBe(last);
        listed.GetProperty("stock").GetString().ShouldBe("below-zero");
        await Count(shop, last, "4");
        (await ToCount(shop)).ShouldBeEmpty();
        (await shop.Level(last)).ShouldBe(4_000);
    }

    [Fact]
    public async Task Somebody_in_charge_sells_below_zero_and_a_cashier_asks()
    {
        using var shop = await Shop.Open(app);
        await Choose(shop, BelowZeroRule.Supervisor);
        var last = await shop.Product("Kerepek pisang", "5", stock: 1);
        (await SellAs(shop, "retail.cashier", last)).Refusal.ShouldBeNull();
        (await SellAs(shop, "retail.cashier", last)).Refusal!.Code.ShouldBe("retail.below_zero_needs_supervisor");
        (await SellAs(shop, BuiltInRoles.Staff, last)).Refusal!.Code.ShouldBe("retail.below_zero_needs_supervisor");
        (await SellAs(shop, BuiltInRoles.Manager, last)).Value!.Shortages.ShouldHaveSingleItem().After.ShouldBe(new(-1_000));
        (await shop.Level(last)).ShouldBe(-1_000);
    }

    [Theory]
    [InlineData(BelowZeroRule.Warn)]
    [InlineData(BelowZeroRule.Supervisor)]
    [InlineData(BelowZeroRule.Refuse)]
    public async Task What_was_never_counted_sells_whatever_the_rule_and_is_listed_for_a_count(BelowZeroRule rule)
    {
        using var shop = await Shop.Open(app);
        await Choose(shop, rule);
        var product = await ProductsApiTests.Make(shop.Client, "Kuih lapis", "1.00");
        (await State(shop, "Kuih lapis")).ShouldBe("not-counted null");
        (await ToCount(shop)).ShouldBeEmpty();
        for (var i = 0; i < 3; i++)
            (await SellAs(shop, "retail.cashier", product)).Value!.Shortages.ShouldBeEmpty();
        (await shop.Level(product)).ShouldBe(-3_000);
        (await ToCount(shop)).ShouldHaveSingleItem().GetProperty("stock").GetString().ShouldBe("not-counted");
        // Goods that come in say nothing of what was there before.
        await shop.Receive(product, 10);
        (await State(shop, "Kuih lapis")).ShouldBe("not-counted null");
        await Count(shop, product, "7");
        (await State(shop, "Kuih lapis")).ShouldBe("counted 7");
        (await ToCount(shop)).ShouldBeEmpty();
        (await Moved(shop)).ShouldBe(7_000);
    }

    [Fact]
    public async Task A_count_that_finds_what_was_expected_counts()
    {
        using var shop = await Shop.Open(app);
        var product = await ProductsApiTests.Make(shop.Client, "Kuih lapis", "1.00");
        await Count(shop, product, "0");
        (await State(shop, "Kuih lapis")).ShouldBe("counted 0");
        (await shop.Business.Ask<string>("SELECT kind FROM trade.stock_movements")).ShouldBe("counted");
    }

    [Fact]
    public async Task Goods_that_come_in_before_anything_was_sold_begin_the_count()
    {
        using var shop = await Shop.Open(app);
        var product = await ProductsApiTests.Make(shop.Client, "Kuih lapis", "1.00");
        await shop.Receive(product, 2);
        (await State(shop, "Kuih lapis")).ShouldBe("counted 2");
        (await shop.Sell(product, "3", "cash", "5")).ShouldBeSold();
        (await State(shop, "Kuih lapis")).ShouldBe("below-zero -1");
    }

    [Fact]
    public async Task Goods_come_in_and_differences_are_put_right_while_the_level_stays_below_zero()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Telur", "1", stock: 1);
        (await shop.Sell(product, "5", "cash", "5")).ShouldBeSold();
        await Choose(shop, BelowZeroRule.Refuse);
        await shop.Receive(product, 2);
        (await shop.Level(product)).ShouldBe(-2_000);
        using var up = await shop.Client.PostAsJsonAsync(
            "/api/v1/stock/adjustments",
            new
            {
                productId = product,
                difference = "1",
                reason = "Jumpa",
            },
            Cancel
        );
        up.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await shop.Level(product)).ShouldBe(-1_000);
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeRefused("retail.not_enough_stock", 409);
    }

    [Theory]
    [InlineData("refuse", 0, "stock_levels_not_negative")]
    [InlineData("warn", 0, null)]
    [InlineData("supervisor", 0, null)]
    [InlineData("warn", 2, "stock_levels_keep_reserved")]
    public async Task The_database_itself_keeps_the_rule_and_what_is_reserved(string rule, int reserved, string? constraint)
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Telur", "1", stock: 2);
        await Administer($"INSERT INTO trade.stock_rules VALUES ('{shop.Business.Tenant}', '{rule}')");
        await Administer(
            $"""
            ALTER TABLE trade.stock_levels DISABLE TRIGGER stock_levels_guard; UPDATE trade.stock_levels SET reserved = {reserved}000
            WHERE item_id = '{product}'; ALTER TABLE trade.stock_levels ENABLE TRIGGER stock_levels_guard
            """
        );
        await using var scope = shop.Business.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        var ledger = scope.ServiceProvider.GetRequiredService<StockLedger>();
        var branch = await ledger.BranchOf(wanted: null, Cancel);
        var move = ledger.Move([new(product, new(-2_001), StockMovementKind.Sold)], branch!.Value, Cancel);
        if (constraint is null)
            await move;
        else
            (await Should.ThrowAsync<PostgresException>(move)).ConstraintName.ShouldBe(constraint);
    }

    [Fact]
    public async Task Tiles_and_look_up_say_what_the_till_has_to_know()
    {
        using var shop = await Shop.Open(app);
        await Choose(shop, BelowZeroRule.Supervisor);
        await shop.Product("A dikira", "1", stock: 2);
        await ProductsApiTests.Make(shop.Client, "B belum", "1");
        await shop.Product("C khidmat", "1");
        await using var cashier = ActAs(shop, "retail.cashier");
        var tiles = await cashier.ServiceProvider.GetRequiredService<ProductLookup>().Tiles(category: null, Cancel);
        tiles
            .Select(t => $"{t.Name} {t.Stock} {t.OnHand} {t.BelowZero}")
            .ShouldBe(["A dikira counted 2 supervisor", "B belum not-counted  ", "C khidmat untracked  "]);
        // Over HTTP, by the owner: somebody in charge needs nobody's leave.
        var owned = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/products/tiles", Cancel);
        owned.GetProperty("items")[0].GetProperty("belowZero").GetString().ShouldBe("warn");
    }

    private static async Task<string> State(Shop shop, string name)
    {
        var found = await shop.Client.GetFromJsonAsync<JsonElement>($"/api/v1/products/lookup?code={Uri.EscapeDataString(name)}", Cancel);
        var item = found.GetProperty("items")[0];
        return $"{item.GetProperty("stock").GetString()} {item.GetProperty("onHand").GetString() ?? "null"}";
    }

    private static Task<long> Moved(Shop shop) => shop.Business.Ask<long>("SELECT sum(quantity)::bigint FROM trade.stock_movements");

    private static async Task<List<JsonElement>> ToCount(Shop shop) =>
        [
            .. (await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/stock?standing=to-count", Cancel))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private static async Task Count(Shop shop, Guid product, string counted)
    {
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
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
    }

    internal static async Task Choose(Shop shop, BelowZeroRule rule)
    {
        await using var scope = shop.Business.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        (await ChangeStockRules.Do(runner, new(StockRules.Key(rule)), Cancel)).Refusal.ShouldBeNull();
    }

    private static async Task<Outcome<RecordSale.Receipt>> SellAs(Shop shop, string role, Guid product)
    {
        await using var scope = ActAs(shop, role);
        return await RecordSale.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new([new(product, Quantity.One, null)], [new("cash", Money.Parse("5"), null)]),
            Cancel
        );
    }

    private static AsyncServiceScope ActAs(Shop shop, string role)
    {
        var scope = shop.Business.Act();
        var modules = scope.ServiceProvider.GetRequiredService<ModuleCatalog>();
        scope.ServiceProvider.GetRequiredService<Caller>().Identify(shop.Business.Owner, modules.PermissionsOf(role));
        return scope;
    }

    private async Task Administer(string sql)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
