using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;
using Niaga.Trade.Shifts;

namespace Niaga.Retail.Demo;

/// <summary>Two shops open for 90 days: a grocery with two places and a boutique. Names, places and numbers are made up.</summary>
internal sealed class RetailDemo(EnterDemoBusiness enter) : IDemo
{
    public async Task Fill(CancellationToken cancel)
    {
        await Fill(
            DemoAccounts.First,
            "retail.grocery",
            new("10", "12, Jalan Meru Indah 3", "41050", "Klang", "+60333441234", "202001034567", "B16-1808-31000123"),
            new(DemoGoods.Grocery(), Seed: 19, FewestSales: 30, MostSales: 60, Opens: 8, Closes: 22) { HasSecondPlace = true },
            cancel
        );
        await Fill(
            DemoAccounts.Second,
            "retail.fashion",
            new("03", "Lot 7, Jalan Sultan Yahya Petra", "15200", "Kota Bharu", "+6097481234", "202103123456", null),
            new(DemoGoods.Fashion(), Seed: 57, FewestSales: 20, MostSales: 42, Opens: 10, Closes: 22),
            cancel
        );
    }

    private async Task Fill(
        DemoAccounts.Account account,
        string industry,
        DemoAddress address,
        FillDemoShop.Input shop,
        CancellationToken cancel
    )
    {
        await using var scope = await enter(account, industry, address, cancel);
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        var customers = await DemoCustomers.Fill(runner, shop.Seed, cancel);
        // One that was filled by an earlier version stays as it was.
        if (shop.HasSecondPlace && customers.Count > 0)
            await DemoPlaces.Add(runner, scope.ServiceProvider.GetRequiredService<BranchList>(), cancel);
        var filled = await FillDemoShop.Do(runner, shop with { Customers = customers }, cancel);
        if (filled.Refusal is { } refusal)
            throw new InvalidOperationException($"The demonstration was refused: {refusal.Code}");
    }
}
