using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>
/// A shop with sales nobody chose: taxed and not, with and without a cost, in halves, by every tender, rounded, voided and refunded, by two
/// people, over six days and many hours. Rung up through the API; only then are their days moved.
/// </summary>
internal sealed class GeneratedSales : IDisposable
{
    public const int Days = 6;

    private readonly Random random = new(4711);
    private readonly List<(Guid Id, Money Price)> products = [];

    private GeneratedSales(Shop shop, DateOnly today) => (Shop, Today) = (shop, today);

    public Shop Shop { get; }

    public DateOnly Today { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<GeneratedSales> Make(NiagaApp app, int sales)
    {
        var made = new GeneratedSales(await Shop.Open(app), MalaysianTime.Day(TimeProvider.System.GetUtcNow()));
        var (manager, _) = await app.Member(made.Shop, "manager");
        using (manager)
        {
            await made.Products();
            var sold = new List<(string Id, int[] Quantities)>();
            for (var i = 0; i < sales; i++)
                sold.Add(await made.Sell(i % 3 == 0 ? manager : made.Shop.Client));
            await made.PutRight(sold, manager);
        }
        await made.Spread(app);
        return made;
    }

    private async Task Products()
    {
        (string Name, string Price, string? Cost, string? Category, string Tax)[] goods =
        [
            ("Kopi O", "3.33", "1.07", "Minuman", "service-food"),
            ("Milo", "12.90", "9.99", "Minuman", "none"),
            ("Beras", "27.49", "21.13", "Makanan", "exempt"),
            ("Sabun", "5.05", null, "Lain-lain", "sales-10"),
            ("Paku", "0.17", "0.05", null, "sales-5"),
            ("Potong", "15.00", null, null, "service"),
        ];
        foreach (var (name, price, cost, category, taxCode) in goods)
        {
            using var answer = await Shop.Client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    name,
                    price,
                    cost,
                    category,
                    taxCode,
                    trackStock = name != "Potong",
                },
                Cancel
            );
            answer.EnsureSuccessStatusCode();
            products.Add(((await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid(), Money.Parse(price)));
        }
    }

    private async Task<(string Id, int[] Quantities)> Sell(HttpClient by)
    {
        var lines = Enumerable
            .Range(0, random.Next(1, 5))
            .Select(_ => (Product: products[random.Next(products.Count)], Halves: random.Next(1, 8)))
            .ToArray();
        var total = Money.Sum(lines.Select(l => l.Product.Price * new Quantity(l.Halves * 500L)));
        object[] payments = random.Next(4) switch
        {
            0 => [new { method = "card", amount = total.ToDecimalString() }],
            1 => [new { method = "e-wallet", amount = total.ToDecimalString() }],
            2 when total > Money.FromSen(100) => [new { method = "card", amount = "1.00" }, new { method = "cash", amount = "500.00" }],
            _ => [new { method = "cash", amount = "500.00" }],
        };
        var body = new { lines = lines.Select(l => new { productId = l.Product.Id, quantity = Halves(l.Halves) }), payments };
        var sold = await by.Post("api/v1/sales", body, null);
        return (sold.ShouldBeSold()["id"], [.. lines.Select(l => l.Halves)]);
    }

    private async Task PutRight(List<(string Id, int[] Quantities)> sold, HttpClient manager)
    {
        for (var i = 0; i < sold.Count; i++)
        {
            var by = i % 4 < 2 ? manager : Shop.Client;
            var (id, quantities) = sold[i];
            if (i % 9 == 4)
                (await by.Void(id)).ShouldBeSold();
            else if (i % 5 == 2)
            {
                (await by.Refund(id, (1, Halves(1), random.Next(2) == 0))).ShouldBeSold();
                if (quantities[0] > 2)
                    (await by.Refund(id, (1, Halves(2), true))).ShouldBeSold();
            }
        }
    }

    /// <summary>
    /// As its administrator: the application never changes a sale. A void keeps its sale's day, a refund comes on a later one.
    /// </summary>
    private async Task Spread(NiagaApp app)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(
            $"""
            BEGIN; SET LOCAL session_replication_role = replica;
            UPDATE retail.sales SET business_day = d.day, sold_at = (d.day + interval '8 hours' + receipt_number % 13 * interval '1 hour')
                AT TIME ZONE 'Asia/Kuala_Lumpur'
            FROM (SELECT sale_id AS id, date '{Today:O}' - (receipt_number % {Days})::int AS day FROM retail.sales) d
            WHERE sale_id = d.id AND tenant_id = '{Shop.Business.Tenant}';
            UPDATE retail.reversals r SET business_day = d.day, at = (d.day + interval '9 hours' + r.number % 11 * interval '1 hour')
                AT TIME ZONE 'Asia/Kuala_Lumpur'
            FROM (SELECT r.reversal_id AS id, CASE r.kind WHEN 'void' THEN s.business_day
                    ELSE least(s.business_day + (r.number % 3)::int, date '{Today:O}') END AS day
                FROM retail.reversals r JOIN retail.sales s ON s.tenant_id = r.tenant_id AND s.sale_id = r.sale_id) d
            WHERE r.reversal_id = d.id AND r.tenant_id = '{Shop.Business.Tenant}';
            COMMIT
            """,
            admin
        );
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static string Halves(int halves) => (halves / 2m).ToString(CultureInfo.InvariantCulture);

    public void Dispose() => Shop.Dispose();
}
