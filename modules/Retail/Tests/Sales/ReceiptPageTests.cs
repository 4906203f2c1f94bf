using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

public sealed class ReceiptPageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_opens_the_receipt_without_an_account_and_a_strangers_link_answers_as_an_absent_one()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var kopi = await shop.Product("Kopi <O> & gula", "10.03", taxCode: "service");
        var sold = (await shop.Sell(kopi, "2", "cash", "50")).ShouldBeSold();
        var path = sold["receiptPath"];
        path.Length.ShouldBeGreaterThanOrEqualTo(24);

        using var visitor = app.NewClient();
        using var page = await visitor.GetAsync($"/{shop.Business.Slug}/{path}?lang=ms", Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        foreach (
            var fact in (string[])
                [
                    "Kedai " + shop.Business.Slug,
                    "R-000001",
                    "Kopi &lt;O&gt; &amp; gula",
                    "RM20.06",
                    "RM1.49",
                    "RM20.05",
                    "-RM0.01",
                    "RM29.95",
                    "Penggenapan",
                    "<svg class=\"qr",
                ]
        )
        {
            html.ShouldContain(fact);
        }
        (await visitor.GetStringAsync(new Uri($"/{shop.Business.Slug}/{path}?lang=en", UriKind.Relative), Cancel)).ShouldContain(
            "Rounding"
        );
        System.Text.Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(40_000);

        using var theirs = await visitor.GetAsync($"/{other.Business.Slug}/{path}", Cancel);
        using var absent = await visitor.GetAsync($"/{other.Business.Slug}/r/{new string('A', 24)}", Cancel);
        (theirs.StatusCode, absent.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await theirs.Content.ReadAsStringAsync(Cancel))
            .Replace(path, "", StringComparison.Ordinal)
            .Length.ShouldBe(
                (await absent.Content.ReadAsStringAsync(Cancel)).Replace("r/" + new string('A', 24), "", StringComparison.Ordinal).Length
            );
    }

    [Fact]
    public async Task The_till_and_the_sales_are_for_those_who_may()
    {
        using var shop = await Shop.Open(app);
        using var visitor = app.NewClient();
        foreach (var path in (string[])["till", "sales", "sales.csv"])
        {
            using var answer = await visitor.GetAsync($"/{shop.Business.Slug}/{path}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            answer.Headers.Location!.ToString().ShouldStartWith("/sign-in", customMessage: path);
        }
    }
}
