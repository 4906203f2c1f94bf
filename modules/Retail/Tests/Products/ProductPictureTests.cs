using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>A product's pictures: drawn anew, in an order, removed and brought back, and seen by those who may.</summary>
public sealed class ProductPictureTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 400, 200, "left")]
    [InlineData(2, 400, 200, "right")]
    [InlineData(3, 400, 200, "right")]
    [InlineData(4, 400, 200, "left")]
    [InlineData(5, 200, 400, "top")]
    [InlineData(6, 200, 400, "top")]
    [InlineData(7, 200, 400, "bottom")]
    [InlineData(8, 200, 400, "bottom")]
    public async Task A_picture_stands_upright_and_says_nothing_of_where_it_was_taken(byte orientation, int width, int height, string red)
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        const string Place = "3.1390N 101.6869E";
        var sent = PictureSamples.WithExif(PictureSamples.Halves(), orientation, Place);
        Encoding.Latin1.GetString(sent).ShouldContain(Place);

        var id = await PictureSamples.Add(shop.Client, kopi, [.. sent, .. "a second file"u8]);

        foreach (var size in new[] { 1600, 320, 96 })
        {
            var kept = await shop.Client.GetByteArrayAsync(
                new Uri($"/api/v1/products/{kopi}/pictures/{id}?size={size}", UriKind.Relative),
                Cancel
            );
            var text = Encoding.Latin1.GetString(kept);
            text.ShouldStartWith("RIFF");
            foreach (var left in new[] { Place, "EXIF", "Exif", "XMP ", "a second file" })
                text.ShouldNotContain(left);
            using var bitmap = SKBitmap.Decode(kept);
            (bitmap.Width, bitmap.Height).ShouldBe(size == 1600 ? (width, height) : (Math.Min(size, 200), Math.Min(size, 200)));
            var at = red switch
            {
                "left" => bitmap.GetPixel(bitmap.Width / 5, bitmap.Height / 2),
                "right" => bitmap.GetPixel(bitmap.Width * 4 / 5, bitmap.Height / 2),
                "top" => bitmap.GetPixel(bitmap.Width / 2, bitmap.Height / 5),
                _ => bitmap.GetPixel(bitmap.Width / 2, bitmap.Height * 4 / 5),
            };
            (at.Red > 200 && at.Blue < 60).ShouldBeTrue($"orientation {orientation}, size {size}: {at}");
        }
    }

    [Fact]
    public async Task A_large_picture_becomes_1600_pixels()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var id = await PictureSamples.Add(shop.Client, kopi, PictureSamples.Halves(5000, 3000));
        using var bitmap = SKBitmap.Decode(await shop.Client.GetByteArrayAsync($"/api/v1/products/{kopi}/pictures/{id}", Cancel));
        (bitmap.Width, bitmap.Height).ShouldBe((1600, 960));
    }

    [Fact]
    public async Task They_are_ordered_replaced_removed_and_brought_back_and_the_product_shows_the_first()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var (a, b) = (await Add(1), await Add(2));
        (await Ids()).ShouldBe([a, b]);
        await ShouldShow(0);

        using (var unseen = await Order([b, a], "\"1\""))
            (await PictureSamples.CodeOf(unseen)).ShouldBe("platform.changed_by_another");
        using (var unsaid = await Order([b, a], null))
            unsaid.StatusCode.ShouldBe((HttpStatusCode)428);
        using (var short_ = await Order([b], "*"))
            (await PictureSamples.CodeOf(short_)).ShouldBe("pictures.order_invalid");
        using var list = await shop.Client.GetAsync($"/api/v1/products/{kopi}/pictures", Cancel);
        using (var ordered = await Order([b, a], list.Headers.ETag!.Tag))
            ordered.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Ids()).ShouldBe([b, a]);
        await ShouldShow(0);
        var (entries, versions) = await Now();
        using (var same = await Order([b, a], "*"))
            same.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Now()).ShouldBe((entries, versions));

        var c = await PictureSamples.Add(shop.Client, kopi, PictureSamples.Noise(3, 64), replaces: b);
        (await Ids()).ShouldBe([c, a]);
        await Restore(b);
        (await Ids()).ShouldBe([b, a]);
        await Restore(c);
        (await Ids()).ShouldBe([c, a]);

        using (var removed = await shop.Client.DeleteAsync($"/api/v1/products/{kopi}/pictures/{c}", Cancel))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Ids()).ShouldBe([a]);
        await ShouldShow(0);
        await Restore(c);
        (await Ids()).ShouldBe([c, a]);

        foreach (var id in new[] { c, a })
            (await shop.Client.DeleteAsync($"/api/v1/products/{kopi}/pictures/{id}", Cancel)).Dispose();
        (await Ids()).ShouldBeEmpty();
        (await shop.Business.Ask<long>("SELECT count(*) FROM retail.products WHERE picture IS NULL")).ShouldBe(1);
        // Only the last one removed still lies there.
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(3);
        (
            await shop.Business.Ask<string[]>(
                "SELECT array_agg(DISTINCT action ORDER BY action) FROM platform.audit_entries WHERE action LIKE 'pictures.%'"
            )
        ).ShouldBe(["pictures.added", "pictures.ordered", "pictures.removed", "pictures.replaced", "pictures.restored"]);

        async Task<(long Entries, string Versions)> Now() =>
            (
                await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE 'pictures.%'"),
                await shop.Business.Ask<string>("SELECT string_agg(xmin::text, ',' ORDER BY picture_id) FROM pictures.pictures")
            );

        Task<Guid> Add(int seed) => PictureSamples.Add(shop.Client, kopi, PictureSamples.Noise(seed, 64));

        async Task<Guid[]> Ids() => [.. (await PictureSamples.List(shop.Client, kopi)).Select(p => p.Id)];

        async Task ShouldShow(int at)
        {
            var hash = (await PictureSamples.List(shop.Client, kopi))[at].Hash;
            (await shop.Business.Ask<Guid>("SELECT picture FROM retail.products")).ShouldBe(hash);
            var tiles = await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/products/tiles", Cancel);
            tiles.GetProperty("items")[0].GetProperty("picture").GetGuid().ShouldBe(hash);
        }

        async Task Restore(Guid id)
        {
            using var answer = await shop.Client.PostAsync($"/api/v1/products/{kopi}/pictures/{id}/restore", null, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        Task<HttpResponseMessage> Order(Guid[] pictures, string? seen)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/products/{kopi}/pictures/order")
            {
                Content = JsonContent.Create(new { pictures }),
            };
            if (seen is not null)
                request.Headers.TryAddWithoutValidation("If-Match", seen);
            return shop.Client.SendAsync(request, Cancel);
        }
    }

    [Fact]
    public async Task The_same_key_adds_once_and_eight_are_the_most()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var picture = PictureSamples.Noise(1, 64);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PictureSamples.Send(shop.Client, kopi, picture, "one")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        (await PictureSamples.List(shop.Client, kopi)).ShouldHaveSingleItem();

        answers = await Task.WhenAll(
            Enumerable.Range(2, 9).Select(i => PictureSamples.Send(shop.Client, kopi, PictureSamples.Noise(i, 64)))
        );
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(7);
        (await PictureSamples.List(shop.Client, kopi)).Length.ShouldBe(8);
        (await PictureSamples.CodeOf(answers.First(a => a.StatusCode == HttpStatusCode.Conflict))).ShouldBe("pictures.too_many");
    }

    [Fact]
    public async Task Another_business_and_a_stranger_see_nothing_and_the_browser_keeps_it_for_its_own_person()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var theirs = await other.Product("Teh", "5.00");
        var id = await PictureSamples.Add(shop.Client, kopi, PictureSamples.Halves());
        await PictureSamples.Add(other.Client, theirs, PictureSamples.Noise(5, 64));
        var hash = (await PictureSamples.List(shop.Client, kopi))[0].Hash;

        foreach (var path in new[] { $"{kopi}/pictures", $"{kopi}/pictures/{id}", $"{theirs}/pictures/{id}" })
        {
            using var answer = await other.Client.GetAsync($"/api/v1/products/{path}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
        using (var sent = await PictureSamples.Send(other.Client, kopi, PictureSamples.Halves()))
            (await PictureSamples.CodeOf(sent)).ShouldBe("retail.product_not_found");

        var (_, mine) = await SignedIn.As(app, shop.Business.Owner, TimeProvider.System.GetUtcNow());
        var (_, foreign) = await SignedIn.As(app, other.Business.Owner, TimeProvider.System.GetUtcNow());
        using var seen = await Picture(shop.Business.Slug, mine);
        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        seen.Headers.CacheControl!.ToString().ShouldBe("max-age=31536000, private, immutable");
        seen.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        seen.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'; sandbox");
        seen.Content.Headers.ContentDisposition!.ToString().ShouldBe("inline; filename=picture.webp");
        seen.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        using (var again = await Picture(shop.Business.Slug, mine, seen.Headers.ETag!.Tag))
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        using (var stranger = await Picture(shop.Business.Slug, null))
            stranger.StatusCode.ShouldNotBe(HttpStatusCode.OK);
        using (var foreigner = await Picture(shop.Business.Slug, foreign))
            foreigner.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var elsewhere = await Picture(other.Business.Slug, foreign))
            elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<HttpResponseMessage> Picture(string slug, string? cookie, string? etag = null)
        {
            using var client = app.NewClient();
            var request = new HttpRequestMessage(HttpMethod.Get, $"/{slug}/products/pictures/{hash}/320");
            if (cookie is not null)
                request.Headers.Add("Cookie", cookie);
            if (etag is not null)
                request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            return await client.SendAsync(request, Cancel);
        }
    }

    [Fact]
    public async Task A_receipt_shows_pictures_of_what_it_lists_and_of_nothing_else()
    {
        using var shop = await Shop.Open(app);
        var (kopi, teh) = (await shop.Product("Kopi", "5.00"), await shop.Product("Teh", "4.00"));
        await PictureSamples.Add(shop.Client, kopi, PictureSamples.Halves());
        await PictureSamples.Add(shop.Client, teh, PictureSamples.Noise(7, 64));
        var (sold, unsold) = (
            (await PictureSamples.List(shop.Client, kopi))[0].Hash,
            (await PictureSamples.List(shop.Client, teh))[0].Hash
        );
        var receipt = $"/{shop.Business.Slug}/{(await shop.Sell(kopi, "1", "cash", "5")).ShouldBeSold()["receiptPath"]}";

        using var visitor = app.NewClient();
        var html = await visitor.GetStringAsync(new Uri(receipt, UriKind.Relative), Cancel);
        html.ShouldContain($"pictures/{sold}\" alt=\"Kopi\"");
        using var shown = await visitor.GetAsync($"{receipt}/pictures/{sold}", Cancel);
        (shown.StatusCode, shown.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "image/webp"));
        foreach (var absent in new[] { $"{receipt}/pictures/{unsold}", $"/{shop.Business.Slug}/r/{new string('A', 24)}/pictures/{sold}" })
        {
            using var answer = await visitor.GetAsync(absent, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }
}
