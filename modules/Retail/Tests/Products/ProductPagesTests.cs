using System.Text.RegularExpressions;
using Niaga.Retail.Tests.Roles;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>Page after page, a list shows each record once and in order, also where many are called the same.</summary>
public sealed class ProductPagesTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Records = 45;

    [Theory]
    [InlineData("products", "retail.products", "product_id", "name", "name_key, product_id")]
    [InlineData("products", "retail.products", "product_id", "-name", "name_key DESC, product_id")]
    [InlineData("products", "retail.products", "product_id", "price", "price_sen, name_key, product_id")]
    [InlineData("products", "retail.products", "product_id", "-sku", "sku_key DESC")]
    [InlineData("customers", "trade.customers", "customer_id", "name", "name_key, customer_id")]
    [InlineData("customers", "trade.customers", "customer_id", "-name", "name_key DESC, customer_id")]
    [InlineData("customers", "trade.customers", "customer_id", "since", "customer_id")]
    public async Task Each_record_stands_on_one_page(string path, string table, string id, string sort, string order)
    {
        using var shop = await Shop.Open(app);
        await Fill(shop);
        using var browser = await Members.Browser(app, shop, "owner");
        var shown = new List<string>();
        for (var page = 1; page <= (Records / 20) + 1; page++)
        {
            var html = await browser.GetStringAsync(
                $"/{shop.Business.Slug}/{path}?sort={sort}&page={page}",
                TestContext.Current.CancellationToken
            );
            shown.AddRange(Link(path).Matches(html).Select(m => m.Groups[1].Value).Distinct());
        }
        var all = await shop.Business.Ask<string>($"SELECT string_agg({id}::text, ' ' ORDER BY {order}) FROM {table}");
        shown.ShouldBe(all.Split(' '));
    }

    private async Task Fill(Shop shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Business.Tenant}', false)");
        await admin.Run(
            $"""
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, name, name_key, price_sen, tax_code, created_at, updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'S-' || n, 's-' || n, 'Milo', 'milo', 100 * (n % 3), 'none', now(), now()
            FROM generate_series(1, {Records}) n;
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, name_key, created_at, updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'person', 'Siti', 'siti', now(), now() FROM generate_series(1, {Records}) n
            """
        );
    }

    private static Regex Link(string path) => new($"<a [^>]*href=\"{path}/([0-9a-f-]{{36}})\"");
}
