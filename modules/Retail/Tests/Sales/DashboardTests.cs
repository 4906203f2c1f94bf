using Microsoft.Extensions.DependencyInjection;
using Niaga.Retail.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>What the start page says of today.</summary>
public sealed class DashboardTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Today_is_compared_with_yesterday_up_to_the_same_time()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Kopi", "5.00");
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        (await shop.Sell(product, "2", "cash", "10")).ShouldBeSold();
        (await shop.Sell(product, "4", "cash", "20")).ShouldBeSold();
        // One of yesterday an hour before now, one an hour after.
        await Move(shop, 1, "interval '25 hours'");
        await Move(shop, 2, "interval '23 hours'");
        var summary = await Read(shop);
        var (today, yesterday) = (summary.Today, summary.YesterdayByNow);
        (yesterday.Sales, yesterday.Items.ToString(), yesterday.Takings.ToString()).ShouldBe((1, "1", "RM5.00"));
        (today.Sales, today.Items.ToString(), today.Takings.ToString()).ShouldBe((1, "4", "RM20.00"));
        summary.Days.TakeLast(2).Select(d => d.Amount.ToString()).ShouldBe(["RM15.00", "RM20.00"]);
        summary.Days.Count.ShouldBe(RecentSales.Days);
    }

    [Fact]
    public async Task What_was_given_back_today_is_off_today()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Kopi", "5.00");
        var kept = (await shop.Sell(product, "4", "cash", "20")).ShouldBeSold();
        var voided = (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        (await shop.Client.Void((string)voided["id"]!, "Wrong item")).ShouldBeSold();
        (await shop.Client.Refund((string)kept["id"]!, (1, "1", true))).ShouldBeSold();

        var summary = await Read(shop);

        (summary.Today.Sales, summary.Today.Items.ToString(), summary.Today.Takings.ToString()).ShouldBe((1, "3", "RM15.00"));
        summary.Days[^1].Amount.ToString().ShouldBe("RM15.00");
    }

    [Fact]
    public async Task A_shop_without_a_product_is_not_told_that_all_is_in_stock()
    {
        using var shop = await Shop.Open(app);
        (await Read(shop)).HasProducts.ShouldBeFalse();
        await shop.Product("Kopi", "5.00");
        (await Read(shop)).HasProducts.ShouldBeTrue();
    }

    [Fact]
    public async Task A_shop_that_never_counted_is_not_told_that_all_is_in_stock()
    {
        using var shop = await Shop.Open(app);
        await shop.Product("Kopi", "5.00");
        var before = await Read(shop);
        (before.HasCounted, before.AllAlerts, before.Alerts.Count).ShouldBe((false, 0, 0));

        await shop.Product("Teh", "5.00", stock: 20);
        var plenty = await Read(shop);
        (plenty.HasCounted, plenty.AllAlerts, plenty.Alerts.Count).ShouldBe((true, 0, 0));

        await shop.Product("Gula", "5.00", stock: 3);
        await shop.Product("Roti", "5.00", stock: 1);
        var low = await Read(shop);
        (low.HasCounted, low.AllAlerts).ShouldBe((true, 2));
        low.Alerts.Select(a => $"{a.Name} {a.OnHand}").ShouldBe(["Roti 1", "Gula 3"]);
    }

    private static async Task<TodaySummary.Reading> Read(Shop shop)
    {
        await using var scope = shop.Business.Act();
        return await scope.ServiceProvider.GetRequiredService<TodaySummary>().Read(Cancel);
    }

    /// <summary>As its administrator: a sale is never changed by the application.</summary>
    private async Task Move(Shop shop, int receipt, string back)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(
            $"BEGIN; SET LOCAL session_replication_role = replica; UPDATE retail.sales SET sold_at = now() - {back}, business_day = "
                + $"(timezone('Asia/Kuala_Lumpur', now()) - interval '1 day')::date "
                + $"WHERE tenant_id = '{shop.Business.Tenant}' AND receipt_number = {receipt}; "
                + $"DELETE FROM retail.sale_days WHERE tenant_id = '{shop.Business.Tenant}'; INSERT INTO retail.sale_days "
                + "SELECT tenant_id, business_day, count(*), sum(items), sum(total_sen), sum(tax_sen), sum(rounding_sen), branch_id "
                + $"FROM retail.sales WHERE tenant_id = '{shop.Business.Tenant}' GROUP BY tenant_id, business_day, branch_id; COMMIT",
            admin
        );
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
