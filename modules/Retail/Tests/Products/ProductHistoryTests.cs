using System.Net.Http.Json;
using System.Text;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

public sealed class ProductHistoryTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_that_nothing_was_changed_and_then_what_was_as_people_read_it()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        // An import is one entry of the log, not one for each product.
        var import = await ProductImportSteps.Upload(client, Encoding.UTF8.GetBytes("SKU,Name,Price\nK1,Kopi O,4.50\n"));
        await ProductImportSteps.Run(client, import, "all-or-nothing");
        var id = (await ProductsApiTests.Items(client, ""))[0].GetProperty("id").GetGuid();
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Owner, now, now);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(app.Address) };
        browser.DefaultRequestHeaders.Add("Cookie", cookie + "; niaga.lang=en");

        var address = $"/{shop.Slug}/products/{id}?tab=history";
        (await browser.GetStringAsync(address, Cancel)).ShouldContain("Nothing was changed here yet");

        var change = new
        {
            price = 5.2,
            trackStock = false,
            category = "Minuman",
        };
        (await client.PatchAsJsonAsync($"/api/v1/products/{id}", change, Cancel)).EnsureSuccessStatusCode();
        var history = System.Net.WebUtility.HtmlDecode(await browser.GetStringAsync(address, Cancel));
        history.ShouldContain("Price: RM4.50 → RM5.20");
        history.ShouldContain("Yes → No");
        history.ShouldNotContain("Nothing was changed here yet");
        history.ShouldNotMatch("Category: [–0-9a-f]", "an id says nothing");
    }
}
