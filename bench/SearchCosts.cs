using System.Diagnostics;
using System.Globalization;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Retail.Products;
using Niaga.Retail.Sales;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Bench;

/// <summary>
/// Search everywhere in a shop of 100 000 products and 100 000 receipts, beside its bare SQL: the same statements with the tenant in one
/// batch, nothing around them. One at a time, as one person types.
/// </summary>
internal static class SearchCosts
{
    private const int Rows = 100_000;
    private const int Most = 6;

    private static readonly string[] Asked =
    [
        "mi",
        "milo",
        "mil 19",
        "kotak 7",
        "9550000077777",
        "sku-777",
        "R-050000",
        "12",
        "harga",
        "zzz",
    ];

    public static async Task Print(double seconds)
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Fill(app, shop);
        await using var bare = NpgsqlDataSource.Create(
            TestServer.As("niaga_app", app.Database) + ";Max Auto Prepare=200;Auto Prepare Min Usages=2;No Reset On Close=true"
        );
        Console.WriteLine("| typed | search p50 / p99 ms | bare SQL p50 / p99 ms | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var q in Asked)
        {
            var terms = SearchTerms.Read(q).Value;
            // In turn, so that a noisy neighbour meets both.
            var (ours, raw) = (new List<double>(), new List<double>());
            for (var turn = 0; turn < 8; turn++)
            {
                var site = await Times(seconds / 8, () => client.GetByteArrayAsync($"/api/v1/search?q={Uri.EscapeDataString(q)}"));
                var sql = await Times(seconds / 8, () => Bare(bare, shop, terms));
                // The first turn compiles and prepares.
                if (turn == 0)
                    continue;
                ours.AddRange(site);
                raw.AddRange(sql);
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {q} | {At(ours, 0.5):0.0} / {At(ours, 0.99):0.0} | {At(raw, 0.5):0.0} / {At(raw, 0.99):0.0} "
                        + $"| {100 * At(raw, 0.5) / At(ours, 0.5):0} % |"
                )
            );
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

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

    private static async Task Bare(NpgsqlDataSource app, TestBusiness shop, SearchTerms terms)
    {
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(
            new(TenantReads.SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = shop.Tenant.ToString() } } }
        );
        batch.BatchCommands.Add(Command(ProductSearch.Statement(shop.Tenant, terms, Most)));
        if (ReceiptNumber.TryParse(terms.Typed, out var number) && number.Value <= ReceiptSearch.MostNumber)
            batch.BatchCommands.Add(Command(ReceiptSearch.Statement(shop.Tenant, number, Most)));
        await using var rows = await batch.ExecuteReaderAsync();
        do
        {
            while (await rows.ReadAsync()) { }
        } while (await rows.NextResultAsync());
    }

    private static NpgsqlBatchCommand Command(FormattableString sql)
    {
        object[] places = [.. Enumerable.Range(1, sql.ArgumentCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}"))];
        var command = new NpgsqlBatchCommand(string.Format(CultureInfo.InvariantCulture, sql.Format, places));
        foreach (var value in sql.GetArguments())
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    private static async Task Fill(NiagaApp app, TestBusiness shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false)");
        await admin.Run(
            $"""
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, price_sen, tax_code, created_at,
                updated_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'SKU-' || n, 'sku-' || n, (9550000000000 + n)::text, name, lower(name), 500, 'none',
                now(), now()
            FROM generate_series(1, {Rows}) n, LATERAL (SELECT (ARRAY['Milo', 'Susu', 'Biskut', 'Kopi', 'Teh', 'Gula'])[n % 6 + 1]
                || ' ' || (ARRAY['Kotak', 'Tin', 'Pek', 'Botol'])[n % 4 + 1] || ' ' || n) AS named (name)
            """
        );
        // What a receipt adds up to is not looked at here.
        await admin.Run("SET session_replication_role = replica");
        await admin.Run(
            $"""
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                rounding_sen, public_token, items, branch_id)
            SELECT '{shop.Tenant}', gen_random_uuid(), n, now(), current_date, '{shop.Owner}', 500, 0, 0,
                'token-of-this-receipt-' || n, 1000,
                (SELECT branch_id FROM trade.branches WHERE tenant_id = '{shop.Tenant}' AND place = 1)
            FROM generate_series(1, {Rows}) n
            """
        );
        await admin.Run("SET session_replication_role = origin");
        await admin.Run("VACUUM (ANALYZE)");
    }
}
