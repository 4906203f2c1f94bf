using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>What must hold when everybody sells at once, over real HTTP on a real PostgreSQL.</summary>
public sealed class ParallelSalesTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Five_hundred_sales_with_a_fifth_rolled_back_leave_no_gap_in_the_receipts()
    {
        using var shop = await Shop.Open(app);
        // Nobody counts it: no lock on its stock puts the sales in a row, only the receipt's own counter does.
        var item = await shop.Product("Roti canai", "1.50");
        await Break(shop, item);
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => shop.Sell(item, i % 5 == 0 ? "7" : "1", "cash", "20")));
        answers.Count(a => a.Status == 201).ShouldBe(400);
        answers.Count(a => a.Status == 500).ShouldBe(100);
        (
            await shop.Business.Ask<string>(
                "SELECT min(receipt_number) || ' ' || max(receipt_number) || ' ' || count(DISTINCT receipt_number) FROM retail.sales"
            )
        ).ShouldBe("1 400 400");
        // And the day is their sum, whatever was rolled back meanwhile.
        (
            await shop.Business.Ask<string>("SELECT sum(sales) || ' ' || sum(items) || ' ' || sum(total_sen) FROM retail.sale_days")
        ).ShouldBe("400 400000 60000");
    }

    [Fact]
    public async Task Sales_of_the_same_products_in_any_order_do_not_lock_each_other_out()
    {
        using var shop = await Shop.Open(app);
        var items = new List<Guid>();
        for (var i = 0; i < 6; i++)
            items.Add(await shop.Product($"Barang {i}", "1", stock: 1000));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 120)
                .Select(i =>
                    shop.Sell(
                        [.. (i % 2 == 0 ? items : items.AsEnumerable().Reverse()).Select(p => (p, "1", (string?)null))],
                        [("cash", "6")]
                    )
                )
        );
        answers.Count(a => a.Status == 201).ShouldBe(120, string.Join(' ', answers.Select(a => a.Code).Distinct()));
        foreach (var item in items)
            (await shop.Level(item)).ShouldBe(880_000);
    }

    [Fact]
    public async Task One_key_sells_once_however_often_it_arrives()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Barang", "5", stock: 50);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => shop.Sell([(item, "1", null)], [("cash", "10")], key: "till-1-sale-77"))
        );
        answers.ShouldAllBe(a => a.Status == 201);
        answers.Select(a => a["id"]).Distinct().ShouldHaveSingleItem();
        (await shop.Level(item)).ShouldBe(49_000);
        (await shop.Sales()).ShouldBe(1);
        (await shop.Sell([(item, "2", null)], [("cash", "10")], key: "till-1-sale-77")).ShouldBeRefused(
            "platform.idempotency_key_reused",
            409
        );
    }

    /// <summary>A fault at the very end of the transaction, long after the number was taken: lines of seven break at commit.</summary>
    private async Task Break(Shop shop, Guid item)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(
            $"""
            CREATE FUNCTION retail.break_sevens() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.quantity = 7000 AND NEW.product_id = '{item}'
                    AND NEW.tenant_id = '{shop.Business.Tenant}' THEN RAISE EXCEPTION 'broken on purpose'; END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER break_sevens AFTER INSERT ON retail.sale_lines DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION retail.break_sevens();
            """,
            connection
        );
        await command.ExecuteNonQueryAsync();
    }
}
