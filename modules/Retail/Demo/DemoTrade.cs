using System.Collections.Frozen;
using Niaga.Platform.Values;
using Niaga.Retail.Sales;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Demo;

/// <summary>Ninety days of customers, the same ones for the same seed and day: priced, taxed and settled by the till's own code.</summary>
internal sealed class DemoTrade(
    FillDemoShop.Input shop,
    IReadOnlyList<DemoTrade.Product> products,
    Func<DateOnly, FrozenDictionary<string, TaxRate>> rates
)
{
    public const int Days = 90;

    /// <summary>Number of a place among those of the business.</summary>
    public const int FirstPlace = 1;

    public const int SecondPlace = 2;
    private const int DaysOfSecond = 30;

    internal sealed record Product(Guid Id, string Sku, DemoGoods.Good Good);

    internal sealed record Line(Product Product, Quantity Quantity, TaxRate Rate, Money Tax, Money Total);

    internal sealed record Sale(DateTimeOffset At, DateOnly Day, IReadOnlyList<Line> Lines, Tender Tender)
    {
        /// <summary>Where.</summary>
        public int Place { get; init; } = FirstPlace;

        public Money Total => Money.Sum(Lines.Select(l => l.Total));

        public Money Tax => Money.Sum(Lines.Select(l => l.Tax));
    }

    private readonly Random random = new(shop.Seed);
    private readonly int[] upTo = Cumulative(products);

    /// <summary>The second place's first day.</summary>
    public static DateOnly SecondOpens(DateOnly today) => today.AddDays(1 - DaysOfSecond);

    /// <summary>Sales up to now, oldest first.</summary>
    public IEnumerable<Sale> Until(DateTimeOffset now)
    {
        var today = MalaysianTime.Day(now);
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            var busy = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.0 : 0.78;
            var customers = (int)Math.Round((shop.FewestSales + random.NextDouble() * (shop.MostSales - shop.FewestSales)) * busy);
            var seconds = Enumerable
                .Range(0, Math.Max(customers, shop.FewestSales))
                .Select(_ => random.Next(shop.Opens * 3600, shop.Closes * 3600))
                .Order()
                .ToArray();
            for (var i = 0; i < seconds.Length; i++)
            {
                // No two sales at one instant: receipts follow time.
                var sale = Make(MalaysianTime.Start(day).AddSeconds(seconds[i]).AddMilliseconds(i), day);
                // One customer in four goes to the second place, once it is open.
                var away = shop.HasSecondPlace && i % 4 == 3 && day >= SecondOpens(today);
                if (sale.At <= now)
                    yield return away ? sale with { Place = SecondPlace } : sale;
            }
        }
    }

    private Sale Make(DateTimeOffset at, DateOnly day)
    {
        var ofDay = rates(day);
        var lines = Enumerable
            .Range(0, 1 + (int)(5 * random.NextDouble() * random.NextDouble()))
            .Select(_ => Pick())
            .Distinct()
            .Select(product =>
            {
                var quantity = Quantity.FromUnits(random.Next(10) < 7 ? 1 : random.Next(2, 5));
                var total = Money.FromSen(product.Good.PriceSen) * quantity;
                return new Line(product, quantity, ofDay[product.Good.TaxCode], ofDay[product.Good.TaxCode].Within(total), total);
            })
            .ToArray();
        return new(at, day, lines, Pay(Money.Sum(lines.Select(l => l.Total))));
    }

    private Product Pick()
    {
        var at = Array.BinarySearch(upTo, random.Next(upTo[^1]) + 1);
        return products[at < 0 ? ~at : at];
    }

    private Tender Pay(Money total)
    {
        var (method, amount, reference) = random.Next(100) switch
        {
            < 50 => (PaymentMethods.Cash, Notes(total), null),
            < 70 => (PaymentMethods.Card, total, $"{random.Next(100_000, 1_000_000)}"),
            _ => (PaymentMethods.EWallet, total, $"TNG{random.Next(10_000_000, 100_000_000)}"),
        };
        return Tender.Settle(total, [(method, amount, reference)]).Value;
    }

    /// <summary>What people hand over: the sum itself, or the next round note.</summary>
    private Money Notes(Money total)
    {
        var due = total.RoundToFiveSen();
        if (random.Next(4) == 0)
            return due;

        long[] notes = [500, 1000, 2000, 5000, 10_000];
        var note = notes.FirstOrDefault(n => n >= due.Sen);
        return new(note > 0 ? note : (due.Sen + 4999) / 5000 * 5000);
    }

    private static int[] Cumulative(IReadOnlyList<Product> products)
    {
        var sum = 0;
        return [.. products.Select(p => sum += p.Good.Popularity)];
    }
}
