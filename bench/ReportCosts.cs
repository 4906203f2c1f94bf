using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Bench;

/// <summary>
/// Every report over a year of 1 000 000 sale lines, beside its bare SQL: the same statement with the tenant in one batch, nothing around
/// it. One at a time, as one person reads.
/// </summary>
internal static class ReportCosts
{
    private const int Sales = 300_000;
    private const int LinesPerThreeSales = 10;
    private const int Products = 2_000;
    private const int Days = 365;

    public static async Task Print(double seconds)
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var today = MalaysianTime.Day(TimeProvider.System.GetUtcNow());
        await Fill(app, shop, today);
        await shop.Ask<string>($"SELECT coalesce(retail.sum_months('{shop.Tenant}', '{today:O}')::text, '')");
        await using var bare = NpgsqlDataSource.Create(
            TestServer.As("niaga_app", app.Database) + ";Max Auto Prepare=200;Auto Prepare Min Usages=2;No Reset On Close=true"
        );
        Console.WriteLine($"{await shop.Ask<long>("SELECT count(*) FROM retail.sale_lines"):N0} sale lines");
        Console.WriteLine("| report | days | report p50 / p99 ms | bare SQL p50 / p99 ms | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var report in app.Services.GetRequiredService<ModuleCatalog>().Manifests.SelectMany(m => m.Reports))
        {
            foreach (var days in report.Period == ReportPeriod.Moment ? new[] { 1 } : [Days, 30])
            {
                var from = report.Period == ReportPeriod.Moment ? today.AddDays(-30) : today.AddDays(1 - days);
                var to = report.Period == ReportPeriod.Moment ? from : today;
                // A moment has no beginning, and one given is refused.
                var address = $"/api/v1/reports/{report.Path}?to={to:O}" + (report.Period == ReportPeriod.Moment ? "" : $"&from={from:O}");
                // In turn, so that a noisy neighbour meets both.
                var (ours, raw) = (new List<double>(), new List<double>());
                for (var turn = 0; turn < 5; turn++)
                {
                    var site = await Times(seconds / 5, () => client.GetByteArrayAsync(address));
                    var sql = await Times(seconds / 5, () => Bare(bare, shop, report.Sql(new(shop.Tenant.Value, from, to))));
                    // The first turn compiles and prepares.
                    if (turn == 0)
                        continue;
                    ours.AddRange(site);
                    raw.AddRange(sql);
                }
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {report.Key} | {days} | {At(ours, 0.5):0} / {At(ours, 0.99):0} | {At(raw, 0.5):0} / {At(raw, 0.99):0} "
                            + $"| {100 * At(raw, 0.5) / At(ours, 0.5):0} % |"
                    )
                );
            }
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

    private static async Task Bare(NpgsqlDataSource app, TestBusiness shop, FormattableString sql)
    {
        object[] places = [.. Enumerable.Range(1, sql.ArgumentCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}"))];
        var command = new NpgsqlBatchCommand(string.Format(CultureInfo.InvariantCulture, sql.Format, places));
        foreach (var value in sql.GetArguments())
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(
            new(TenantReads.SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = shop.Tenant.ToString() } } }
        );
        batch.BatchCommands.Add(command);
        await using var rows = await batch.ExecuteReaderAsync();
        do
        {
            while (await rows.ReadAsync()) { }
        } while (await rows.NextResultAsync());
    }

    private static async Task Run(NpgsqlConnection admin, string sql)
    {
        // A million rows take their time.
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 1200 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Fill(NiagaApp app, TestBusiness shop, DateOnly today)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await Run(admin, $"SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false)");
        await Run(
            admin,
            $"""
            INSERT INTO retail.categories (tenant_id, category_id, name, name_key)
            SELECT '{shop.Tenant}', md5('category ' || n)::uuid, 'Kategori ' || n, 'kategori ' || n FROM generate_series(0, 19) n;
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, name, name_key, category_id, cost_sen, price_sen, tax_code,
                created_at, updated_at)
            SELECT '{shop.Tenant}', md5('product ' || n)::uuid, 'SKU-' || n, 'sku-' || n, 'Barang ' || n, 'barang ' || n,
                md5('category ' || n % 20)::uuid, 300, 500, 'none', now(), now()
            FROM generate_series(0, {Products - 1}) n
            """
        );
        // What a receipt adds up to is not looked at here, and the levels are written at once.
        await Run(admin, "SET session_replication_role = replica");
        await Run(
            admin,
            $"""
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                rounding_sen, public_token, items, branch_id)
            SELECT '{shop.Tenant}', s.id, n, (s.day + time '08:00' + n % 13 * interval '1 hour') AT TIME ZONE 'Asia/Kuala_Lumpur', s.day,
                md5('cashier ' || n % 5)::uuid, 500 * s.lines, 0, 0, 'token-of-this-receipt-' || n, 1000 * s.lines,
                (SELECT branch_id FROM trade.branches WHERE tenant_id = '{shop.Tenant}' AND place = 1)
            FROM generate_series(1, {Sales}) n, LATERAL (SELECT md5('sale ' || n)::uuid AS id,
                date '{today:O}' - ((n * {Days}::bigint - 1) / {Sales})::int AS day, {LinesPerThreeSales} / 3 + (n % 3 = 0)::int AS lines) s
            """
        );
        await Run(
            admin,
            $"""
            INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen, unit_cost_sen,
                tax_code, tax_basis_points, tax_sen, total_sen)
            SELECT s.tenant_id, s.sale_id, l, md5('product ' || (s.receipt_number * 7 + l * 131) % {Products})::uuid, 'Barang', 'SKU',
                1000, 500, 300, 'none', 0, 0, 500
            FROM retail.sales s, generate_series(1, (s.items / 1000)::int) l;
            INSERT INTO retail.sale_payments (tenant_id, sale_id, payment, method, amount_sen, tendered_sen)
            SELECT tenant_id, sale_id, 1, (ARRAY['cash', 'card', 'e-wallet'])[receipt_number % 3 + 1], total_sen, total_sen
            FROM retail.sales;
            INSERT INTO retail.reversals (tenant_id, reversal_id, sale_id, kind, number, at, business_day, person_id, reason, total_sen,
                tax_sen, rounding_sen, public_token, branch_id)
            SELECT tenant_id, sale_id, sale_id, 'refund', receipt_number, sold_at, business_day, cashier_id, 'Back', 500, 0, 0,
                public_token,
                branch_id
            FROM retail.sales WHERE receipt_number % 100 = 0;
            INSERT INTO retail.reversal_lines (tenant_id, reversal_id, line, sale_id, sale_line, quantity, tax_sen, total_sen, restock)
            SELECT tenant_id, reversal_id, 1, sale_id, 1, 1000, 0, 500, true FROM retail.reversals;
            INSERT INTO retail.reversal_payments (tenant_id, reversal_id, sale_id, payment, amount_sen)
            SELECT tenant_id, reversal_id, sale_id, 1, 500 FROM retail.reversals
            """
        );
        await Run(
            admin,
            $"""
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, unit_cost_sen, at)
            SELECT '{shop.Tenant}', gen_random_uuid(), product_id, b.branch_id, 1000000, 'opening', 300, now() - interval '400 days'
            FROM retail.products, trade.branches b WHERE b.tenant_id = '{shop.Tenant}' AND b.place = 1;
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, source, source_id, at)
            SELECT l.tenant_id, gen_random_uuid(), l.product_id, s.branch_id, -l.quantity, 'sold', 'retail.sale', l.sale_id, s.sold_at
            FROM retail.sale_lines l JOIN retail.sales s USING (tenant_id, sale_id);
            INSERT INTO trade.stock_levels (tenant_id, item_id, location_id, on_hand, counted)
            SELECT tenant_id, item_id, location_id, sum(quantity), true FROM trade.stock_movements GROUP BY 1, 2, 3
            """
        );
        await Run(admin, "SET session_replication_role = origin");
        await Run(admin, "VACUUM (ANALYZE)");
    }
}
