using System.Net;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests;

/// <summary>Who asks the site for a file sits before a browser: what is refused is said on a page.</summary>
public sealed class RefusedFileTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("products/labels.pdf", "Tick 1 to 100 products.")]
    [InlineData("RECEIPT/file?format=a3", "Choose a4")]
    [InlineData("settings/audit.csv?from=x", "This can't be used here.")]
    [InlineData("settings/security-log.csv?from=x", "This can't be used here.")]
    public async Task A_refused_file_is_a_page_with_the_sentence(string path, string sentence)
    {
        using var shop = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Teh", "2"), "1", "cash", "2")).ShouldBeSold();
        using var browser = await app.Browser(shop, shop.Business.Owner);

        using var answer = await browser.GetAsync(path.Replace("RECEIPT", sold["receiptPath"], StringComparison.Ordinal), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(sentence);
    }

    [Fact]
    public async Task Labels_that_cannot_be_made_are_said_beside_their_fields_and_others_are_a_file()
    {
        using var shop = await Shop.Open(app);
        var tea = await shop.Product("Teh", "2");
        using var browser = await app.Browser(shop, shop.Business.Owner);

        var opened = await browser.GetStringAsync($"products/labels?ids={tea}", Cancel);
        opened.ShouldNotContain("field-error");

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"products/labels?ids={tea}&Size=a4-21&Copies=900&Used=21", Cancel));
        page.ShouldContain("f-Copies-error");
        page.ShouldContain("f-Used-error");
        page.ShouldContain("value=\"900\"");

        using var made = await browser.GetAsync($"products/labels?ids={tea}&Size=a4-21&Copies=9&Used=20", Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await browser.GetByteArrayAsync(made.Headers.Location, Cancel))[..4].ShouldBe("%PDF"u8.ToArray());
    }
}
