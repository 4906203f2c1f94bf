using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Contract;
using Niaga.Retail.Tests.Roles;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Search;

/// <summary>What search everywhere finds in a shop, in which order, and for whom.</summary>
public sealed class SearchTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exact_code_comes_before_a_beginning_and_a_beginning_before_any_word()
    {
        using var shop = await Shop.Open(app);
        await Product(shop, "Biskut Milo", "S-1");
        await Product(shop, "Zaitun", "MILO");
        await Product(shop, "Milo 1 kg", "S-2", "9556001234568");
        (await Titles(shop.Client, "milo")).ShouldBe(["Zaitun", "Milo 1 kg", "Biskut Milo"]);
        var exact = (await Find(shop.Client, "9556001234568")).GetProperty("groups")[0];
        exact.GetProperty("key").GetString().ShouldBe("retail.products");
        exact.GetProperty("hits")[0].GetProperty("exact").GetBoolean().ShouldBeTrue();
        exact.GetProperty("hits").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("mil 1", true)]
    [InlineData("1 mil", true)]
    [InlineData("KG milo", true)]
    [InlineData("creme 1", true)]
    [InlineData("9556", true)]
    [InlineData("sku-7", true)]
    [InlineData("ilo", false)]
    [InlineData("mil 2", false)]
    [InlineData("%", false)]
    [InlineData("m_lo", false)]
    [InlineData("mil%kg", false)]
    [InlineData("milo %", false)]
    [InlineData("milo _g", false)]
    [InlineData("\\", false)]
    public async Task Words_are_found_by_their_beginnings_in_any_order_and_a_wildcard_is_a_letter(string q, bool found)
    {
        using var shop = await Shop.Open(app);
        await Product(shop, "Milo Crème 1 kg", "SKU-77", "9556001234568");
        await Product(shop, "Teh tarik 2 kg", "T-1");
        (await Titles(shop.Client, q)).ShouldBe(found ? ["Milo Crème 1 kg"] : []);
    }

    [Fact]
    public async Task What_matched_is_set_off()
    {
        using var shop = await Shop.Open(app);
        await Product(shop, "Susu Crème 1 kg", "S-1");
        var title = (await Find(shop.Client, "cre 1")).GetProperty("groups")[0].GetProperty("hits")[0].GetProperty("title");
        title
            .EnumerateArray()
            .Select(p => (p.GetProperty("text").GetString(), p.GetProperty("hit").GetBoolean()))
            .ShouldBe([("Susu ", false), ("Crè", true), ("me ", false), ("1", true), (" kg", false)]);
    }

    [Fact]
    public async Task A_new_name_is_found_the_old_one_no_more_and_neither_once_archived()
    {
        using var shop = await Shop.Open(app);
        var product = await Product(shop, "Kopi Cap Kuda", "K-1");
        using var renamed = await shop.Client.PatchAsJsonAsync($"/api/v1/products/{product}", new { name = "Kopi Cap Gajah" }, Cancel);
        renamed.IsSuccessStatusCode.ShouldBeTrue(await renamed.Content.ReadAsStringAsync(Cancel));
        (await Titles(shop.Client, "gajah")).ShouldBe(["Kopi Cap Gajah"]);
        (await Titles(shop.Client, "kuda")).ShouldBeEmpty();
        (await shop.Business.Ask<long>("SELECT count(*) FROM retail.product_words")).ShouldBe(2);
        const string Archive = "WITH w AS (UPDATE retail.products SET archived_at = now() RETURNING 1) SELECT count(*) FROM w";
        (await shop.Business.Ask<long>(Archive)).ShouldBe(1);
        foreach (var q in (string[])["gajah", "kopi", "k-1"])
            (await Titles(shop.Client, q)).ShouldBeEmpty(q);
    }

    [Fact]
    public async Task Nothing_of_one_business_is_found_in_another()
    {
        using var mine = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var product = await Product(mine, "Zamrud Ungu", "RHS-1", "9556001234568");
        (await mine.Sell(product, "1", "cash", "5")).ShouldBeSold();
        foreach (var q in (string[])["zamrud", "ungu", "rhs-1", "9556001234568", "R-000001", mine.Business.Email])
        {
            (await Count(mine.Client, q)).ShouldBeGreaterThan(0, q);
            (await Count(other.Client, q)).ShouldBe(0, q);
        }
    }

    [Fact]
    public async Task A_receipt_is_found_by_its_number_and_by_its_beginning_the_exact_one_first()
    {
        using var shop = await Shop.Open(app);
        var product = await Product(shop, "Kopi", "K-1");
        for (var i = 0; i < 12; i++)
            (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        (await Titles(shop.Client, "R-000001", "retail.receipts")).ShouldBe(["R-000001", "R-000012", "R-000011", "R-000010"]);
        (await Titles(shop.Client, "12", "retail.receipts")).ShouldBe(["R-000012"]);
        (await Titles(shop.Client, "R-000099", "retail.receipts")).ShouldBeEmpty();
        (await Titles(shop.Client, "99999999999999999999", "retail.receipts")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_only_sells_finds_the_receipts_of_today_alone()
    {
        using var shop = await Shop.Open(app);
        var product = await Product(shop, "Kopi", "K-1");
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        using var cashier = await Members.Browser(app, shop, "retail.cashier");
        (await Titles(cashier, "1", "retail.receipts", shop.Business.Slug)).ShouldBe(["R-000001"]);
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run($"UPDATE retail.sales SET business_day = business_day - 1 WHERE tenant_id = '{shop.Business.Tenant}'");
        (await Titles(cashier, "1", "retail.receipts", shop.Business.Slug)).ShouldBeEmpty();
        (await Titles(shop.Client, "1", "retail.receipts")).ShouldBe(["R-000001"]);
    }

    [Theory]
    [InlineData("owner", "harga", "Products", "Import products", "New product", "Export products")]
    [InlineData("owner", "staff", "Members", "Invite someone", "Roster", "Plan a shift")]
    [InlineData("owner", "receipts", "Sales", "Today's receipts", "Export receipts")]
    [InlineData(BuiltInRoles.Manager, "staff", "Members", "Invite someone", "Roster", "Plan a shift")]
    [InlineData(BuiltInRoles.Manager, "stock", "Stock", "Stock rules", "Stock value", "Receive stock", "Adjust stock")]
    [InlineData(BuiltInRoles.Staff, "staff", "Roster")]
    [InlineData(BuiltInRoles.Staff, "stock", "Stock", "Stock value", "Receive stock", "Adjust stock")]
    [InlineData(BuiltInRoles.Staff, "harga", "Products")]
    [InlineData(BuiltInRoles.Accountant, "harga", "Products", "Export products")]
    [InlineData(BuiltInRoles.Accountant, "staff", "Members", "Roster")]
    [InlineData(BuiltInRoles.ReadOnly, "stock", "Stock", "Stock value")]
    [InlineData(BuiltInRoles.ReadOnly, "harga", "Products")]
    [InlineData("retail.cashier", "receipts", "Today's receipts")]
    [InlineData("retail.cashier", "stock")]
    [InlineData("retail.stock_keeper", "harga", "Products", "Import products", "New product")]
    public async Task A_role_finds_the_pages_and_acts_it_may_open_by_everyday_words(string role, string q, params string[] titles)
    {
        using var shop = await Shop.Open(app);
        using var browser = await Members.Browser(app, shop, role);
        var found = (await Find(browser, q, shop.Business.Slug))
            .GetProperty("groups")
            .EnumerateArray()
            .Where(g => g.GetProperty("key").GetString() is "platform.pages" or "platform.acts")
            .SelectMany(g => g.GetProperty("hits").EnumerateArray().Select(Title));
        found.ShouldBe(titles, ignoreOrder: true);
    }

    [Theory]
    [InlineData("owner")]
    [InlineData(BuiltInRoles.Manager)]
    [InlineData(BuiltInRoles.Staff)]
    [InlineData(BuiltInRoles.Accountant)]
    [InlineData(BuiltInRoles.ReadOnly)]
    [InlineData("retail.cashier")]
    [InlineData("retail.stock_keeper")]
    public async Task Whatever_a_role_finds_opens(string role)
    {
        using var shop = await Shop.Open(app);
        var product = await Product(shop, "Produk 1", "A-1");
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        using var browser = await Members.Browser(app, shop, role);
        var paths = new HashSet<string>();
        foreach (var letter in "abcdefghijklmnopqrstuvwxyz1")
        {
            foreach (var group in (await Find(browser, letter.ToString(), shop.Business.Slug)).GetProperty("groups").EnumerateArray())
            {
                paths.UnionWith(group.GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("path").GetString()!));
                if (group.GetProperty("list").GetString() is { } list)
                    paths.Add($"{list}?q={letter}");
            }
        }
        paths.Count.ShouldBeGreaterThan(5);
        foreach (var path in paths)
        {
            using var answer = await browser.GetAsync($"/{shop.Business.Slug}/{path}", Cancel);
            // Where a fresh proof of identity is asked, or a dashboard has nothing to show, one is led on.
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Found, HttpStatusCode.SeeOther);
        }
    }

    [Fact]
    public async Task The_page_lists_more_and_leads_to_each_kinds_own_list()
    {
        using var shop = await Shop.Open(app);
        for (var i = 10; i < 20; i++)
            await Product(shop, $"Milo {i}", $"M-{i}");
        using var browser = await Members.Browser(app, shop, "owner");
        var html = await browser.GetStringAsync($"/{shop.Business.Slug}/search?q=milo+%26", Cancel);
        html.ShouldContain("Nothing found for");
        html = await browser.GetStringAsync($"/{shop.Business.Slug}/search?q=milo", Cancel);
        for (var i = 10; i < 20; i++)
            html.ShouldContain($"<mark>Milo</mark> {i}");
        html.ShouldContain("href=\"products?q=milo\"");
        (await Titles(browser, "milo", slug: shop.Business.Slug)).Count.ShouldBe(6);
    }

    private static async Task<Guid> Product(Shop shop, string name, string sku, string? barcode = null)
    {
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                sku,
                barcode,
                price = "5.00",
                trackStock = false,
            },
            Cancel
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> Find(HttpClient client, string q, string? slug = null)
    {
        var address = $"/api/v1/search?q={Uri.EscapeDataString(q)}";
        return await client.GetFromJsonAsync<JsonElement>(slug is null ? address : $"/{slug}{address}", Cancel);
    }

    private static async Task<int> Count(HttpClient client, string q) =>
        (await Find(client, q)).GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("hits").GetArrayLength());

    private static async Task<List<string>> Titles(HttpClient client, string q, string kind = "retail.products", string? slug = null) =>
        [
            .. (await Find(client, q, slug))
                .GetProperty("groups")
                .EnumerateArray()
                .Where(g => g.GetProperty("key").GetString() == kind)
                .SelectMany(g => g.GetProperty("hits").EnumerateArray().Select(Title)),
        ];

    private static string Title(JsonElement hit) =>
        string.Concat(hit.GetProperty("title").EnumerateArray().Select(p => p.GetProperty("text").GetString()));
}
