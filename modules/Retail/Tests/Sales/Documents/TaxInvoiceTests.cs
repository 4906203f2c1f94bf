using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Retail.Sales.Documents;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Documents;

public sealed class TaxInvoiceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly object Buyer = new
    {
        name = "Syarikat Maju 宏发 Sdn Bhd",
        address = "12, Jalan Meru\n41050 Klang",
        tin = "C2584563220",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(Shop Shop, string Sale)> Sold(bool registered)
    {
        var shop = await Shop.Open(app);
        if (registered)
        {
            await shop.Business.Ask<long>(
                "WITH w AS (UPDATE platform.businesses SET sst_number = 'W10-1808-32000012' RETURNING 1) SELECT count(*) FROM w"
            );
        }
        var kopi = await shop.Product("Kopi jantan", "10.80", taxCode: "service");
        var soap = await shop.Product("Sabun", "11.00", taxCode: "sales-10");
        var rice = await shop.Product("Beras", "20.03");
        var sold = (await shop.Sell([(kopi, "2", null), (soap, "1", null), (rice, "1", null)], [("cash", "60")])).ShouldBeSold();
        return (shop, sold["id"]);
    }

    [Fact]
    public async Task It_names_both_sides_and_each_tax_and_adds_up()
    {
        var (shop, sale) = await Sold(registered: true);
        using var open = shop;

        using var answer = await shop.Client.PostAsJsonAsync($"/api/v1/sales/{sale}/tax-invoice?language=en", Buyer, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = PaperReading.Pdf(await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldHaveSingleItem();
        page.ShouldSay("Tax invoice", "R-000001", "SST no. W10-1808-32000012", "Syarikat Maju 宏发 Sdn Bhd", "41050 Klang", "C2584563220");
        // 21.60 at 8 %: 1.60; 11.00 at 10 %: 1.00; 52.63 in all, 50.03 without tax; rounded to 52.65.
        page.ShouldSay("8%", "10%", "RM1.60", "RM1.00", "RM20.00", "RM10.00");
        page.ShouldSay("Total excluding taxRM50.03", "Service tax 8%RM1.60", "Sales tax 10%RM1.00");
        page.ShouldSay("Total including taxRM52.63", "RoundingRM0.02", "To payRM52.65");
        page.Text.ShouldNotContain("10%10%");
    }

    [Fact]
    public async Task Without_an_SST_number_there_is_none()
    {
        var (shop, sale) = await Sold(registered: false);
        using var open = shop;
        using var answer = await shop.Client.PostAsJsonAsync($"/api/v1/sales/{sale}/tax-invoice", Buyer, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("retail.no_sst_number");
    }

    [Fact]
    public async Task A_buyer_that_cannot_be_is_refused_field_by_field()
    {
        var (shop, sale) = await Sold(registered: true);
        using var open = shop;
        using var answer = await shop.Client.PostAsJsonAsync(
            $"/api/v1/sales/{sale}/tax-invoice",
            new
            {
                name = new string('x', 121),
                address = new string('y', 301),
                tin = "ABC",
            },
            Cancel
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var fields = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").EnumerateArray();
        fields.Select(f => f.GetProperty("field").GetString()).ShouldBe(["name", "address", "tin"]);
    }

    [Fact]
    public async Task An_address_as_long_as_a_page_is_refused()
    {
        var (shop, sale) = await Sold(registered: true);
        using var open = shop;
        var address = string.Join('\n', Enumerable.Repeat("a", TaxInvoice.MostAddressLines + 1));
        using var answer = await shop.Client.PostAsJsonAsync($"/api/v1/sales/{sale}/tax-invoice", new { address }, Cancel);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("platform.too_many_lines");
    }

    [Theory]
    [InlineData("Puan\u202EinahoR", "Klang", "name")]
    [InlineData("Puan Rohani", "Klang\n\u0007\nSelangor", "address")]
    public async Task What_cannot_be_seen_is_no_name_and_no_address(string name, string address, string field)
    {
        var (shop, sale) = await Sold(registered: true);
        using var open = shop;
        using var answer = await shop.Client.PostAsJsonAsync($"/api/v1/sales/{sale}/tax-invoice", new { name, address }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel))
            .GetProperty("errors")[0]
            .GetProperty("field")
            .GetString()
            .ShouldBe(field);
    }

    [Fact]
    public async Task The_page_makes_it_and_keeps_nothing_of_the_buyer()
    {
        var (shop, sale) = await Sold(registered: true);
        using var open = shop;
        using var browser = await app.Browser(shop, shop.Business.Owner);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["_handler"] = "invoice",
                ["Form.Name"] = "Puan Rohani binti Kassim",
                ["Form.Address"] = "Klang",
            }
        );

        using var answer = await browser.PostAsync($"sales/{sale}/tax-invoice", form, Cancel);

        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        var data = html[(html.IndexOf("base64,", StringComparison.Ordinal) + 7)..];
        PaperReading
            .Pdf(Convert.FromBase64String(data[..data.IndexOf('"', StringComparison.Ordinal)]))[0]
            .ShouldSay("Puan Rohani binti Kassim");
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE audit_entries::text LIKE '%Rohani%'")).ShouldBe(
            0
        );
    }
}
