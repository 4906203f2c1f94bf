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

    private const string OnHand =
        "(SELECT coalesce(sum(l.on_hand), 0) FROM trade.stock_levels l WHERE l.tenant_id = p.tenant_id AND l.item_id = p.product_id)";

    private const string Counted =
        "EXISTS (SELECT FROM trade.stock_levels l WHERE l.tenant_id = p.tenant_id AND l.item_id = p.product_id AND l.counted)";

    [Theory]
    [InlineData("sort=name", "true", "name_key, product_id")]
    [InlineData("sort=-name", "true", "name_key DESC, product_id DESC")]
    [InlineData("sort=level", "true", OnHand + ", name_key, product_id")]
    [InlineData("sort=-level", "true", OnHand + " DESC, name_key, product_id")]
    [InlineData("standing=low", Counted + " AND " + OnHand + " BETWEEN 1 AND 4999", "name_key, product_id")]
    [InlineData("standing=out", Counted + " AND " + OnHand + " <= 0", "name_key, product_id")]
    [InlineData("standing=to-count&sort=-level", "NOT " + Counted + " AND " + OnHand + " <> 0", OnHand + " DESC, name_key, product_id")]
    public async Task Each_product_stands_on_one_page_of_the_stock(string query, string where, string order)
    {
        using var shop = await Shop.Open(app);
        await Fill(shop);
        using var browser = await Members.Browser(app, shop, "owner");
        var all = await shop.Business.Ask<string>(
            $"SELECT string_agg(product_id::text, ' ' ORDER BY {order}) FROM retail.products p WHERE {where}"
        );
        (await Shown(browser, $"/{shop.Business.Slug}/stock?{query}", "products")).ShouldBe(all.Split(' '));
    }

    [Theory]
    [InlineData("products", "retail.products", "product_id", "name", "name_key, product_id")]
    [InlineData("products", "retail.products", "product_id", "-name", "name_key DESC, product_id")]
    [InlineData("products", "retail.products", "product_id", "price", "price_sen, name_key, product_id")]
    [InlineData("products", "retail.products", "product_id", "-sku", "sku_key DESC")]
    [InlineData("customers", "trade.customers", "customer_id", "-since", "customer_id DESC")]
    [InlineData("customers", "trade.customers", "customer_id", "since", "customer_id")]
    public async Task Each_record_stands_on_one_page(string path, string table, string id, string sort, string order)
    {
        using var shop = await Shop.Open(app);
        await Fill(shop);
        using var browser = await Members.Browser(app, shop, "owner");
        var all = await shop.Business.Ask<string>($"SELECT string_agg({id}::text, ' ' ORDER BY {order}) FROM {table}");
        (await Shown(browser, $"/{shop.Business.Slug}/{path}?sort={sort}", path)).ShouldBe(all.Split(' '));
    }

    private static async Task<List<string>> Shown(HttpClient browser, string list, string record)
    {
        var shown = new List<string>();
        for (var page = 1; page <= (Records / 20) + 1; page++)
        {
            var html = await browser.GetStringAsync($"{list}&page={page}", TestContext.Current.CancellationToken);
            var rows = Link(record).Matches(html).Select(m => m.Groups[1].Value).Distinct().ToList();
            // A page beyond the last shows the last again.
            if (page == 1 || rows.Except(shown).Any())
                shown.AddRange(rows);
        }
        return shown;
    }

    private async Task Fill(Shop shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Business.Tenant}', false), set_config('app.branches', '*', false)");
        await admin.Run(
            $"""
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, name, name_key, price_sen, tax_code, created_at, updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'S-' || n, 's-' || n, 'Milo', 'milo', 100 * (n % 3), 'none', now(), now()
            FROM generate_series(1, {Records}) n;
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, at)
            SELECT p.tenant_id, gen_random_uuid(), p.product_id, l.location_id, 1000 * moved.units, moved.kind, now()
            FROM retail.products p JOIN trade.stock_locations l USING (tenant_id), LATERAL (VALUES
                (0, 3, 'opening'), (1, 9, 'opening'), (2, -2, 'sold'), (3, 1, 'received'), (4, 2, 'opening'), (4, -2, 'sold')
            ) AS moved (n, units, kind)
            WHERE moved.n = substring(p.sku, 3)::int % 6;
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, created_at, updated_at)
            SELECT '{shop.Business.Tenant}', gen_random_uuid(), 'person', '\\x00', now(), now() FROM generate_series(1, {Records}) n
            """
        );
    }

    private static Regex Link(string path) => new($"<a [^>]*href=\"{path}/([0-9a-f-]{{36}})\"");
}
