using System.Text.RegularExpressions;
using Niaga.Retail.Tests.Roles;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Search;

/// <summary>What search everywhere asks of the database in a shop with very much: counted in statements and rows, never in time.</summary>
public sealed partial class SearchCostTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Products = 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_reads_a_handful_of_rows_by_indexes_in_two_round_trips()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Kopi", "5.00");
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        await Fill(shop);
        using var browser = await Members.Browser(app, shop, "owner");
        foreach (var q in (string[])["milo 19", "kotak", "9550000019999", "sku-19", "zzz", "12", "biskut", "harga"])
        {
            var (api, page) = (
                await Ask(browser, $"/{shop.Business.Slug}/api/v1/search?q={q}"),
                await Ask(browser, $"/{shop.Business.Slug}/search?q={q}")
            );
            api.Statements.ShouldBeLessThanOrEqualTo(6, $"{q}: {string.Join(" | ", api.Texts)}");
            api.RoundTrips.ShouldBeLessThanOrEqualTo(2, $"{q}: {string.Join(" | ", api.Texts)}");
            page.Statements.ShouldBeLessThanOrEqualTo(6, $"{q}: {string.Join(" | ", page.Texts)}");
            page.RoundTrips.ShouldBeLessThanOrEqualTo(2, $"{q}: {string.Join(" | ", page.Texts)}");
            foreach (var sql in api.Texts.SelectMany(t => t.Split(';')).Where(t => t.Contains(" retail.", StringComparison.Ordinal)))
            {
                var plan = await Plan(sql);
                plan.Contains("Seq Scan on", StringComparison.Ordinal).ShouldBeFalse($"{q}: {plan}");
            }
        }
    }

    private async Task Fill(Shop shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Business.Tenant}', false), set_config('app.branches', '*', false)");
        await admin.Run(
            $"""
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, price_sen, tax_code, created_at,
                updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'SKU-' || n, 'sku-' || n, (9550000000000 + n)::text,
                'Susu Milo Kotak ' || n, 'susu milo kotak ' || n, 500, 'none', now(), now()
            FROM generate_series(1, {Products}) n;
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, name, name_key, price_sen, tax_code, created_at, updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'B-' || n, 'b-' || n, 'Biskut ' || n, 'biskut ' || n, 500, 'none', now(),
                now()
            FROM generate_series(1, {Products}) n;
            """
        );
        // What a receipt adds up to is not looked at here.
        await admin.Run("SET session_replication_role = replica");
        await admin.Run(
            $"""
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                rounding_sen, public_token, items, branch_id)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), n, now(), current_date, '{shop.Business.Owner}', 500, 0, 0,
                'token-of-this-receipt-' || n, 1000,
                (SELECT branch_id FROM trade.branches WHERE tenant_id = '{shop.Business.Tenant}' AND place = 1)
            FROM generate_series(2, {Products}) n
            """
        );
        await admin.Run("ANALYZE");
    }

    private static async Task<Traffic.Sent> Ask(HttpClient browser, string address)
    {
        using var traffic = new Traffic();
        Traffic.Sent? least = null;
        // The first only fills the caches of access and frame; of the others the least: a cache may be told to forget between any two.
        for (var turn = 0; turn < 4; turn++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("traceparent", traffic.Begin());
            using var answer = await browser.SendAsync(request, Cancel);
            answer.EnsureSuccessStatusCode();
            var now = traffic.End();
            if (turn > 0 && (least is null || now.Statements < least.Statements))
                least = now;
        }
        return least!;
    }

    /// <summary>The plan of a statement as it was sent, its values unknown, made for the application behind row-level security.</summary>
    private async Task<string> Plan(string sql)
    {
        // What is set here ends with the connection.
        var address = new NpgsqlConnectionStringBuilder(TestServer.As("niaga_app", app.Database)) { Pooling = false };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(Cancel);
        await connection.Run("SET plan_cache_mode = force_generic_plan");
        await connection.Run($"PREPARE sent AS {sql}");
        var values = string.Join(',', Enumerable.Repeat("NULL", Parameter().Count(sql)));
        await using var command = new NpgsqlCommand($"EXPLAIN EXECUTE sent ({values})", connection);
        command.AllResultTypesAreUnknown = true;
        var plan = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        while (await rows.ReadAsync(Cancel))
            plan.Add(rows.GetString(0));
        plan.ShouldNotBeEmpty();
        return string.Join('\n', plan);
    }

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
