using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>Ticked products are given a category or a tax together, and put back by the toast.</summary>
public sealed class ChangeTogetherTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_left_empty_stays_and_undo_puts_each_back_where_it_was()
    {
        using var shop = await Shop.Open(app);
        var (tea, soap, milk) = (await Made(shop, "Teh", "Minuman"), await Made(shop, "Sabun", null), await Made(shop, "Susu", "Sejuk"));
        using var browser = await app.Browser(shop, shop.Business.Owner);

        var toast = await Change(browser, [tea, soap, milk], "Sejuk", "");

        // One stood there already: it is neither changed nor counted.
        toast.ShouldContain("2 products changed");
        (await Places(shop)).ShouldBe("Sabun:Sejuk:none Susu:Sejuk:none Teh:Sejuk:none");
        // Changed by somebody since: stays.
        (
            await shop.Client.PatchAsJsonAsync($"/api/v1/products/{soap}", new { category = "Bilik mandi" }, Cancel)
        ).EnsureSuccessStatusCode();
        (await Undo(browser, toast)).ShouldContain("1 product put back");
        (await Places(shop)).ShouldBe("Sabun:Bilik mandi:none Susu:Sejuk:none Teh:Minuman:none");
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'retail.product_changed'")).ShouldBe(4);

        (await Change(browser, [tea, soap], "", "sales-5")).ShouldContain("2 products changed");
        (await Places(shop)).ShouldBe("Sabun:Bilik mandi:sales-5 Susu:Sejuk:none Teh:Minuman:sales-5");
    }

    [Fact]
    public async Task A_page_of_products_each_from_its_own_category_is_put_back()
    {
        using var shop = await Shop.Open(app);
        var products = new List<Guid>();
        for (var i = 0; i < 50; i++)
            products.Add(await Made(shop, $"Barang {i:00}", $"Kategori {i:00}"));
        var before = await Places(shop);
        using var browser = await app.Browser(shop, shop.Business.Owner);

        var toast = await Change(browser, products, "Baharu", "");

        (await Places(shop)).ShouldNotContain("Kategori");
        (await Undo(browser, toast)).ShouldContain("50 products put back");
        (await Places(shop)).ShouldBe(before);
    }

    [Theory]
    [InlineData("", "", "Fill in a category or choose a tax.")]
    [InlineData("", "sales-99", "Choose a tax code from the list.")]
    [InlineData("LONG", "", "80")]
    public async Task What_cannot_be_is_said_on_the_page_and_changes_nothing(string category, string tax, string sentence)
    {
        using var shop = await Shop.Open(app);
        var tea = await Made(shop, "Teh", "Minuman");
        using var browser = await app.Browser(shop, shop.Business.Owner);

        using var answer = await Post(
            browser,
            $"products/together?ids={tea}",
            [
                new("_handler", "together"),
                new("Form.Category", category == "LONG" ? new string('x', 81) : category),
                new("Form.TaxCode", tax),
            ]
        );

        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(sentence);
        (await Places(shop)).ShouldBe("Teh:Minuman:none");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("x.y", "zzz")]
    [InlineData(".none", "AAAAAAAAAAAAAAAAAAAAAA.none.AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(".none", ".no-such-tax.PRODUCT")]
    [InlineData(".none", "CATEGORY.none.PRODUCT")]
    [InlineData(".none", ".none.")]
    public async Task An_undo_nobody_was_offered_is_refused(string given, string former)
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        await Made(other, "Teh", "Minuman");
        var tea = await Made(shop, "Teh", "Minuman");
        using var browser = await app.Browser(shop, shop.Business.Owner);
        var theirs = Guid.Parse(await other.Business.Ask<string>("SELECT category_id::text FROM retail.categories"));

        using var answer = await Post(
            browser,
            "products",
            [
                new("_handler", "bulk"),
                new("Form.Act", "put-back"),
                new("Form.Given", given),
                new("Form.Former", former.Replace("PRODUCT", Short(tea)).Replace("CATEGORY", Short(theirs))),
            ]
        );

        (await Next(browser, answer)).ShouldContain("toast");
        (await Places(shop)).ShouldBe("Teh:Minuman:none");
    }

    private static async Task<string> Change(HttpClient browser, IReadOnlyList<Guid> products, string category, string tax)
    {
        using var ticked = await Post(
            browser,
            "products",
            [new("_handler", "bulk"), new("Form.Act", "together"), .. products.Select(p => KeyValuePair.Create("Form.Selected", $"{p}"))]
        );
        var page = ticked.Headers.Location!.ToString();
        page.ShouldContain("products/together");
        using var answer = await Post(
            browser,
            page,
            [new("_handler", "together"), new("Form.Category", category), new("Form.TaxCode", tax)]
        );
        return await Next(browser, answer);
    }

    private static async Task<string> Undo(HttpClient browser, string page)
    {
        var form = Regex.Match(page, "<form[^>]*action=\"products\">(.*?)</form>", RegexOptions.Singleline).Groups[1].Value;
        var fields = Regex
            .Matches(form, "name=\"([^\"]*)\" value=\"([^\"]*)\"")
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))
            .Where(f => f.Key.StartsWith("Form.", StringComparison.Ordinal) || f.Key == "_handler");
        using var answer = await Post(browser, "products", [.. fields]);
        return await Next(browser, answer);
    }

    private static Task<HttpResponseMessage> Post(HttpClient browser, string page, IReadOnlyList<KeyValuePair<string, string>> fields) =>
        browser.PostAsync(page, new FormUrlEncodedContent(fields), Cancel);

    /// <summary>The page that is shown next, with its toast.</summary>
    private static async Task<string> Next(HttpClient browser, HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Found, await answer.Content.ReadAsStringAsync(Cancel));
        using var next = new HttpRequestMessage(HttpMethod.Get, answer.Headers.Location);
        var flash = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("niaga.flash", StringComparison.Ordinal)).Split(';')[0];
        // What a browser keeps of a cookie.
        flash.Length.ShouldBeLessThan(4096);
        next.Headers.Add("Cookie", [.. browser.DefaultRequestHeaders.GetValues("Cookie"), flash]);
        using var shown = await browser.SendAsync(next, Cancel);
        return WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<Guid> Made(Shop shop, string name, string? category)
    {
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price = "1",
                category,
            },
            Cancel
        );
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static Task<string> Places(Shop shop) =>
        shop.Business.Ask<string>(
            """
            SELECT string_agg(concat_ws(':', p.name, c.name, p.tax_code), ' ' ORDER BY p.name_key)
            FROM retail.products p LEFT JOIN retail.categories c USING (tenant_id, category_id)
            """
        );

    private static string Short(Guid id) => System.Buffers.Text.Base64Url.EncodeToString(id.ToByteArray());
}
