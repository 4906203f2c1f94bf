using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Demo;

/// <summary>
/// Products, stock and 90 days of sales for an empty shop, in one transaction; a shop that has a product is left as it is.
/// </summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class FillDemoShop(
    TenantSession session,
    RetailDb db,
    DemoRefunds refunds,
    Caller caller,
    TaxRates taxes,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<FillDemoShop, FillDemoShop.Input, Done>
{
    /// <param name="Goods">What it sells.</param>
    /// <param name="Seed">The same seed, the same customers.</param>
    /// <param name="FewestSales">A day, at least.</param>
    /// <param name="MostSales">A day, at most.</param>
    /// <param name="Opens">Hour of the day.</param>
    /// <param name="Closes">Hour of the day.</param>
    internal sealed record Input(IReadOnlyList<DemoGoods.Good> Goods, int Seed, int FewestSales, int MostSales, int Opens, int Closes)
    {
        /// <summary>Whether some of it is sold at a second place, which is there already.</summary>
        public bool HasSecondPlace { get; init; }

        /// <summary>Who bought one sale in three.</summary>
        public IReadOnlyList<Guid> Customers { get; init; } = [];
    }

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await db.Set<Product>().AnyAsync(cancel))
            return default(Done);

        var now = clock.GetUtcNow();
        var opened = MalaysianTime.Start(MalaysianTime.Day(now).AddDays(1 - DemoTrade.Days));
        var random = new Random(input.Seed);
        var products = input
            .Goods.Select((good, i) => new DemoTrade.Product(Guid.CreateVersion7(opened.AddMilliseconds(i)), Sku(good, i), good))
            .ToArray();
        var rates = await taxes.On(MalaysianTime.Day(now), cancel);
        var byDay = new Dictionary<DateOnly, System.Collections.Frozen.FrozenDictionary<string, TaxRate>>();
        for (var day = MalaysianTime.Day(opened); day <= MalaysianTime.Day(now); day = day.AddDays(1))
            byDay[day] = await taxes.On(day, cancel);
        var sales = new DemoTrade(input, products, day => byDay.GetValueOrDefault(day, rates)).Until(now).ToArray();
        var rows = new DemoRows(session, caller.Person!.Value.Value);
        await rows.Products(products, (maker, number) => DemoGoods.Barcode(maker, number), input.Seed, opened, cancel);
        await rows.Stock(DemoTrade.FirstPlace, Deliveries(products, sales, DemoTrade.FirstPlace, random), opened, cancel);
        if (input.HasSecondPlace)
        {
            // The counter there is small: what is bought most, and what was bought.
            var shelf = products.Where(p => p.Good.Popularity >= 20).Union(SoldAt(sales, DemoTrade.SecondPlace).Keys);
            var there = MalaysianTime.Start(DemoTrade.SecondOpens(MalaysianTime.Day(now)));
            await rows.Stock(DemoTrade.SecondPlace, Deliveries([.. shelf], sales, DemoTrade.SecondPlace, random), there, cancel);
        }
        await rows.Sales(sales, cancel);
        await rows.Customers(input.Customers, cancel);
        await refunds.Write(caller.Person!.Value, now, cancel);
        audit.Record(
            "retail.products_imported",
            "retail.product",
            session.Tenant,
            after: new
            {
                demonstration = true,
                products = products.Length,
                sales = sales.Length,
            }
        );
        return default(Done);
    }

    private static string Sku(DemoGoods.Good good, int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{new string([.. SearchKey.Of(good.Category).Where(char.IsAsciiLetter).Take(3)]).ToUpperInvariant()}-{number + 1:D4}"
        );

    /// <summary>
    /// What was delivered when the place opened: all that was sold since, and what lies there now. Some shelves are empty, some nearly.
    /// </summary>
    private static List<(Guid Product, Quantity Quantity, Money Cost)> Deliveries(
        DemoTrade.Product[] products,
        DemoTrade.Sale[] sales,
        int place,
        Random random
    )
    {
        var sold = SoldAt(sales, place);
        var deliveries = new List<(Guid, Quantity, Money)>();
        foreach (var product in products.Where(p => p.Good.TrackStock))
        {
            var left = random.Next(100) switch
            {
                0 => 0,
                1 or 2 => random.Next(1, 5),
                _ => random.Next(6, 80),
            };
            var quantity = sold.GetValueOrDefault(product) + Quantity.FromUnits(left);
            if (!quantity.IsZero)
                deliveries.Add((product.Id, quantity, new(product.Good.CostSen)));
        }
        return deliveries;
    }

    private static Dictionary<DemoTrade.Product, Quantity> SoldAt(DemoTrade.Sale[] sales, int place) =>
        sales
            .Where(s => s.Place == place)
            .SelectMany(s => s.Lines)
            .GroupBy(l => l.Product)
            .ToDictionary(g => g.Key, g => g.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity));
}
