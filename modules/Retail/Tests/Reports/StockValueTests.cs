using System.Globalization;
using System.Text.Json;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>What lay on the shelves at the end of a day, and what it was worth.</summary>
public sealed class StockValueTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_day_has_what_was_there_at_its_end_at_the_last_cost_until_then()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00", stock: 0);
        var teh = await shop.Product("Teh", "4.00", stock: 7);
        await shop.Client.Post(
            "api/v1/stock/receipts",
            new
            {
                lines = new[]
                {
                    new
                    {
                        productId = kopi,
                        quantity = "10",
                        unitCost = "2.00",
                    },
                },
            },
            null
        );
        await Move(shop, 3);
        await shop.Client.Post(
            "api/v1/stock/receipts",
            new
            {
                lines = new[]
                {
                    new
                    {
                        productId = kopi,
                        quantity = "4",
                        unitCost = "3.00",
                    },
                },
            },
            null
        );
        (await shop.Sell(kopi, "1.5", "cash", "10")).ShouldBeSold();
        await Move(shop, 1);
        (await shop.Sell(kopi, "2", "cash", "10")).ShouldBeSold();

        var today = MalaysianTime.Day(TimeProvider.System.GetUtcNow());
        // In stock, unit cost, value at cost, at price.
        (await Of(shop, today.AddDays(-4))).ShouldBeEmpty();
        (await Of(shop, today.AddDays(-3))).ShouldBe(["Kopi 10 2.00 20.00 50.00", "Teh 7   28.00"]);
        (await Of(shop, today.AddDays(-2))).ShouldBe(["Kopi 10 2.00 20.00 50.00", "Teh 7   28.00"]);
        (await Of(shop, today.AddDays(-1))).ShouldBe(["Kopi 12.5 3.00 37.50 62.50", "Teh 7   28.00"]);
        (await Of(shop, today)).ShouldBe(["Kopi 10.5 3.00 31.50 52.50", "Teh 7   28.00"]);
    }

    [Fact]
    public async Task Less_than_nothing_is_worth_nothing()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00", stock: 1);
        (await shop.Sell(kopi, "3", "cash", "20")).ShouldBeSold();
        (await Of(shop, MalaysianTime.Day(TimeProvider.System.GetUtcNow()))).ShouldBe(["Kopi -2   0.00"]);
    }

    [Fact]
    public async Task All_branches_are_the_sum_of_each()
    {
        using var shop = await Shop.Open(app);
        var second = await shop.Business.AddPlace(new("Klang"));
        var first = await shop.Business.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1");
        var today = MalaysianTime.Day(TimeProvider.System.GetUtcNow());
        var random = new Random(4711);
        for (var i = 0; i < 8; i++)
        {
            var product = await shop.Product($"Barang {i}", $"{random.Next(1, 30)}.35", stock: random.Next(1, 60));
            // Counted at neither, one or both; below zero at one, at the other, at both.
            if (i % 3 > 0)
                await Write(shop, product, second, random.Next(-40, 40), "counted");
            if (i % 2 == 0)
                await Write(shop, product, i % 4 == 0 ? first : second, -random.Next(50, 90), "sold");
            await Write(shop, product, second, random.Next(1, 9), "received", random.Next(50, 900));
        }
        // Sold where it was never counted: known to be nothing there.
        var unknown = await shop.Product("Asing", "2.00", stock: 20);
        await Write(shop, unknown, second, -1, "sold");

        var (all, here, there) = (await Of(shop, today), await Of(shop, today, first), await Of(shop, today, second));
        // What lies there, its value at cost and at price.
        foreach (var fromEnd in new[] { 4, 2, 1 })
            Total(all, fromEnd).ShouldBe(Total(here, fromEnd) + Total(there, fromEnd), $"{fromEnd}");
        there.ShouldNotContain(row => row.StartsWith("Asing", StringComparison.Ordinal));
        all.ShouldContain(row => row.StartsWith("Asing 20 ", StringComparison.Ordinal));
        there.ShouldContain(row => row.Contains(" -", StringComparison.Ordinal));

        static decimal Total(string[] rows, int fromEnd) =>
            rows.Sum(r => r.Split(' ')[^fromEnd] is { Length: > 0 } told ? decimal.Parse(told, CultureInfo.InvariantCulture) : 0);
    }

    /// <summary>Units and, in sen, what one cost.</summary>
    private static Task Write(Shop shop, Guid product, Guid at, int units, string kind, int? cost = null) =>
        shop.Business.Ask<long>(
            "INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, unit_cost_sen, at) "
                + $"SELECT tenant_id, uuidv7(), '{product}', '{at}', {units * 1000L}, '{kind}', "
                + $"{(cost is null ? "NULL" : $"{cost}")}, now() FROM platform.businesses RETURNING 1::bigint"
        );

    private static async Task<string[]> Of(Shop shop, DateOnly day, Guid? branch = null)
    {
        var at = branch is null ? "" : $"&branch={branch}";
        var report = await shop.Client.Get($"api/v1/reports/retail-stock-value?to={day:O}&sort=product{at}");
        string Value(JsonElement row, string column) => row.GetProperty("values").GetProperty(column).GetString() ?? "";
        return
        [
            .. report
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r =>
                    string.Join(' ', new[] { "product", "on_hand", "unit_cost", "stock_cost", "stock_price" }.Select(c => Value(r, c)))
                ),
        ];
    }

    /// <summary>All that has moved so far, as many days earlier.</summary>
    private async Task Move(Shop shop, int days)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(
            $"UPDATE trade.stock_movements SET at = at - interval '{days} days' WHERE tenant_id = '{shop.Business.Tenant}' "
                + $"AND at > now() - interval '12 hours'",
            admin
        );
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
