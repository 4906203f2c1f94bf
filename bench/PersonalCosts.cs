using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Bench;

/// <summary>
/// What encryption and the log of who looked cost: 200 customers with name, phone and address, beside 200 products read the same
/// way in plain; and how long it takes to find somebody among 50 000.
/// </summary>
internal static class PersonalCosts
{
    private const int Listed = 200;
    private const int Most = 100;
    private const int Found = 50_000;

    private static readonly (string What, string Typed)[] Asked =
    [
        ("start of a name", "sit"),
        ("starts of two words", "amin 777"),
        ("whole phone", "0130007777"),
        ("last four digits", "7777"),
        ("nobody", "zzzz"),
    ];

    public static async Task Print(double seconds)
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var few = await app.SignUp();
        using var client = await few.Client();
        await Fill(app, few, Listed);
        await Products(app, few);
        var (closed, plain) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 8; turn++)
        {
            // In turn, so that a noisy neighbour meets both.
            var people = await Times(seconds / 2, () => All(client, "customers"));
            var things = await Times(seconds / 2, () => All(client, "products"));
            // The first turn compiles and prepares.
            if (turn == 0)
                continue;
            closed.AddRange(people);
            plain.AddRange(things);
        }
        Console.WriteLine($"| {Listed} rows over the API | p50 / p99 ms |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(Line("products, plain", plain));
        Console.WriteLine(Line("customers, encrypted and written down", closed));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"p99 of customers is {At(closed, 0.99) / At(plain, 0.99):0.0} times that of products"
            )
        );
        Console.WriteLine();

        var many = await app.SignUp();
        using var finder = await many.Client();
        await Fill(app, many, Found);
        Console.WriteLine($"| found among {Found} | p50 / p99 ms |");
        Console.WriteLine("|---|---|");
        foreach (var (what, typed) in Asked)
        {
            Task<byte[]> Find() => finder.GetByteArrayAsync($"/api/v1/customers/lookup?q={Uri.EscapeDataString(typed)}");
            await Times(seconds / 4, Find);
            Console.WriteLine(Line($"{what}: `{typed}`", await Times(seconds, Find)));
        }
    }

    /// <summary>Page by page, as many as one answer holds.</summary>
    private static async Task All(HttpClient client, string what)
    {
        for (var cursor = ""; ; )
        {
            using var page = JsonDocument.Parse(await client.GetByteArrayAsync($"/api/v1/{what}?limit={Most}{cursor}"));
            if (page.RootElement.GetProperty("next").GetString() is not { } next)
                return;
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private static async Task<List<double>> Times(double seconds, Func<Task> ask)
    {
        var times = new List<double>();
        for (var whole = Stopwatch.StartNew(); whole.Elapsed.TotalSeconds < seconds; )
        {
            var one = Stopwatch.StartNew();
            await ask();
            times.Add(one.Elapsed.TotalMilliseconds);
        }
        return times;
    }

    private static string Line(string what, List<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {At(times, 0.5):0.0} / {At(times, 0.99):0.0} |");

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

    /// <summary>Written plainly and encrypted as the start of a version that encrypts does.</summary>
    private static async Task Fill(NiagaApp app, TestBusiness shop, int people)
    {
        await using (var admin = await RowMaker.Connect(app.Database))
        {
            await admin.Run(
                $"""
                SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false);
                INSERT INTO trade.customers (tenant_id, customer_id, kind, name_plain, created_at, updated_at)
                SELECT '{shop.Tenant}', gen_random_uuid(), 'person',
                    (ARRAY['Siti', 'Ahmad', 'Mei Ling', 'Kavitha', 'Faizal', 'Aminah', 'Boon Hock'])[1 + n % 7] || ' ' || n || ' bin '
                    || (ARRAY['Osman', 'Ismail', 'Rahman', 'Tan', 'Subramaniam'])[1 + n % 5], now(), now()
                FROM generate_series(1, {people}) n;
                INSERT INTO trade.customer_contacts (tenant_id, contact_id, customer_id, kind, value_plain, place)
                SELECT tenant_id, gen_random_uuid(), customer_id, 'phone', '+6013' || lpad(row_number() OVER ()::text, 7, '0'), 0
                FROM trade.customers WHERE tenant_id = '{shop.Tenant}'
                """
            );
        }
        await app.SealPlainRows();
        await using var after = await RowMaker.Connect(app.Database);
        await after.Run("ANALYZE trade.customers; ANALYZE trade.customer_tokens; ANALYZE trade.customer_contacts");
    }

    private static async Task Products(NiagaApp app, TestBusiness shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false);
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, price_sen, tax_code, created_at,
                updated_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'SKU-' || n, 'sku-' || n, (9550000000000 + n)::text, 'Barang ' || n, 'barang ' || n,
                500, 'none', now(), now() FROM generate_series(1, {Listed}) n;
            ANALYZE retail.products
            """
        );
    }
}
