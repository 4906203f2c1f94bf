using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

public sealed class ProductChangeTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = "/api/v1/products";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_from_an_old_version_is_refused_and_changes_nothing()
    {
        using var client = await (await app.SignUp()).Client();
        var id = await ProductsApiTests.Make(client, "Milo", "10.00", "MILO");
        var etag = await ETag(client, id);
        (await Put(client, id, new { name = "Milo 1 kg", price = "11.00" }, etag)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var late = await Put(client, id, new { name = "Milo lama", price = "9.00" }, etag);
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await Code(late)).ShouldBe("platform.changed_by_another");
        var now = await client.GetFromJsonAsync<JsonElement>($"{Path}/{id}", Cancel);
        now.GetProperty("name").GetString().ShouldBe("Milo 1 kg");
        now.GetProperty("sku").GetString().ShouldBe("MILO");
        (await Put(client, id, new { name = "Milo 2 kg", price = "20.00" }, await ETag(client, id))).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
    }

    [Fact]
    public async Task A_patch_leaves_the_rest_as_it_was()
    {
        using var client = await (await app.SignUp()).Client();
        var made = await client.PostAsJsonAsync(
            Path,
            new
            {
                name = "Teh",
                price = "5",
                cost = "3.20",
                category = "Minuman",
                barcode = "955",
                sku = "T1",
                taxCode = "sales-5",
                trackStock = false,
            },
            Cancel
        );
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        (await client.PatchAsJsonAsync($"{Path}/{id}", new { price = 5.5 }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var now = await client.GetFromJsonAsync<JsonElement>($"{Path}/{id}", Cancel);
        now.GetProperty("price").GetString().ShouldBe("5.50");
        now.GetProperty("cost").GetString().ShouldBe("3.20");
        now.GetProperty("category").GetString().ShouldBe("Minuman");
        now.GetProperty("taxCode").GetString().ShouldBe("sales-5");
        now.GetProperty("trackStock").GetBoolean().ShouldBeFalse();
        var categories = await client.GetFromJsonAsync<JsonElement>("/api/v1/categories", Cancel);
        categories[0].GetProperty("products").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_no_trace()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var body = new
        {
            name = "Teh",
            price = "5.00",
            cost = "3.20",
            category = "Minuman",
            barcode = "955",
            sku = "T1",
            taxCode = "sales-5",
            trackStock = false,
        };
        var made = await client.PostAsJsonAsync(Path, body, Cancel);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        var (etag, updated) = (await ETag(client, id), await Updated());
        (await client.PatchAsJsonAsync($"{Path}/{id}", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.PatchAsJsonAsync($"{Path}/{id}", new { price = "5" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Put(client, id, body, etag)).Headers.ETag!.ToString().ShouldBe(etag);
        (await Put(client, id, body, "*")).Headers.ETag!.ToString().ShouldBe(etag);
        (await ETag(client, id)).ShouldBe(etag);
        (await Updated()).ShouldBe(updated);
        (await Changes()).ShouldBe(0);
        (await Put(client, id, body, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        (await client.PatchAsJsonAsync($"{Path}/{id}", new { price = "5.10" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Changes()).ShouldBe(1);
        (await ETag(client, id)).ShouldNotBe(etag);

        Task<DateTime> Updated() => shop.Ask<DateTime>("SELECT updated_at FROM retail.products");
        Task<long> Changes() => shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'retail.product_changed'");
    }

    [Fact]
    public async Task An_archived_product_leaves_the_list_and_comes_back()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var id = await ProductsApiTests.Make(client, "Roti", "2.00", "ROTI");
        (await client.DeleteAsync($"{Path}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ProductsApiTests.Items(client, "")).ShouldBeEmpty();
        (await ProductsApiTests.Items(client, "?archived=true")).Count.ShouldBe(1);
        (await client.GetFromJsonAsync<JsonElement>($"{Path}/lookup?code=roti", Cancel)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await client.PostAsync($"{Path}/{id}/restore", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ProductsApiTests.Items(client, "")).Count.ShouldBe(1);
        (
            await shop.Ask<string[]>(
                "SELECT array_agg(action ORDER BY entry_id) FROM platform.audit_entries WHERE subject = 'retail.product'"
            )
        ).ShouldBe(["retail.product_created", "retail.product_archived", "retail.product_restored"]);
    }

    [Fact]
    public async Task The_same_key_makes_one_product_and_another_request_with_it_is_refused()
    {
        using var client = await (await app.SignUp()).Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Once(client, "Kunci", "kunci-1")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        (await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync(Cancel)))).Distinct().Count().ShouldBe(1);
        (await ProductsApiTests.Items(client, "")).Count.ShouldBe(1);
        (await Once(client, "Lain", "kunci-1")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_till_finds_by_barcode_then_code_then_name()
    {
        using var client = await (await app.SignUp()).Client();
        await ProductsApiTests.Make(client, "Kopi Kapal Api", "8", "KKA", "9555001");
        await ProductsApiTests.Make(client, "Kopi O", "5", "9555001X");
        await ProductsApiTests.Make(client, "Susu Kopi", "6", "SK");
        (await Found(client, "9555001")).ShouldBe("True Kopi Kapal Api");
        (await Found(client, "sk")).ShouldBe("True Susu Kopi");
        (await Found(client, "KOPI")).ShouldBe("False Kopi Kapal Api, Kopi O");
        (await Found(client, "kapal")).ShouldBe("False Kopi Kapal Api");
        (await Found(client, "")).ShouldBe("False ");
    }

    public static TheoryData<string> InvalidBodies =>
        [
            "",
            "null",
            "[]",
            "\"x\"",
            "12",
            "{",
            "{\"name\":1,\"price\":\"1\"}",
            "{\"name\":null,\"price\":null}",
            "{\"name\":\"a\",\"price\":\"-1\"}",
            "{\"name\":\"a\",\"price\":\"NaN\"}",
            "{\"name\":\"a\",\"price\":NaN}",
            "{\"name\":\"a\",\"price\":1e400}",
            "{\"name\":\"a\",\"price\":\"1.234\"}",
            "{\"name\":\"a\",\"price\":\"99999999999999999999\"}",
            "{\"name\":\"a\\u0000b\",\"price\":\"1\"}",
            "{\"name\":\"\\ud800\",\"price\":\"1\"}",
            "{\"name\":\" \",\"price\":\"1\"}",
            "{\"name\":\"a\",\"price\":\"1\",\"taxCode\":\"no such\"}",
            "{\"name\":\"a\",\"price\":\"1\",\"trackStock\":\"yes\"}",
            "{\"name\":\"" + new string('n', 161) + "\",\"price\":\"1\"}",
            "{\"name\":\"a\",\"price\":\"1\",\"sku\":\"" + new string('s', 41) + "\"}",
            "{\"name\":\"a\",\"price\":\"1\",\"category\":\"" + new string('c', 81) + "\"}",
            "{\"name\":\"a\",\"name\":\"b\",\"price\":\"1\"}",
            "{\"name\":\"a\\u202e\\ufffd\",\"price\":\"1\"}",
            "{\"name\":{\"a\":[[[[]]]]},\"price\":\"1\"}",
        ];

    [Theory]
    [MemberData(nameof(InvalidBodies))]
    public async Task Bad_input_is_a_4xx_with_a_code_and_changes_nothing(string body)
    {
        using var client = await (await app.SignUp()).Client();
        var id = await ProductsApiTests.Make(client, "Asal", "1.00", "ASAL");
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, Path),
                (HttpMethod.Put, $"{Path}/{id}"),
                (HttpMethod.Post, "/api/v1/stock/receipts"),
                (HttpMethod.Post, "/api/v1/stock/adjustments"),
            }
        )
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var answer = await client.SendAsync(request, Cancel);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{method} {path}");
            (await Code(answer)).ShouldNotBeNullOrEmpty();
        }
        var only = (await ProductsApiTests.Items(client, "?archived=all")).ShouldHaveSingleItem();
        only.GetProperty("name").GetString().ShouldBe("Asal");
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=x")]
    [InlineData("?cursor=zzz")]
    [InlineData("?cursor=%00")]
    [InlineData("?sort=colour")]
    [InlineData("?sort=price&cursor=WyJwcm9kdWN0cyIsIngiLCIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCJd")]
    [InlineData("?sort=updated&cursor=WyJwcm9kdWN0cyIsIngiLCIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCJd")]
    [InlineData("?archived=maybe")]
    [InlineData("?category=1")]
    public async Task A_list_asked_for_wrongly_says_so(string query)
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await client.GetAsync(Path + query, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Code(answer)).ShouldNotBeNullOrEmpty();
    }

    private static async Task<string> Found(HttpClient client, string code)
    {
        var result = await client.GetFromJsonAsync<JsonElement>($"{Path}/lookup?code={code}", Cancel);
        return result.GetProperty("exact").GetBoolean()
            + " "
            + string.Join(", ", result.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
    }

    private static async Task<HttpResponseMessage> Once(HttpClient client, string name, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(new { name, price = "1" }),
            Headers = { { "Idempotency-Key", key } },
        };
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<string> ETag(HttpClient client, Guid id)
    {
        using var answer = await client.GetAsync($"{Path}/{id}", Cancel);
        return answer.Headers.ETag!.ToString();
    }

    private static async Task<HttpResponseMessage> Put(HttpClient client, Guid id, object body, string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/{id}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<string?> Code(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString();
}
