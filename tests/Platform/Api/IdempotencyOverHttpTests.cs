using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary><c>Idempotency-Key</c> as an integrator meets it.</summary>
public sealed class IdempotencyOverHttpTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Twenty_at_once_make_one_key_and_get_the_same_answer()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        var body = Body(shop, "web shop");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Post(client, "/api/v1/api-keys", "same", body)));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys WHERE name = 'web shop'")).ShouldBe(1);
        // The secret that was answered works, and does not lie readable beside the key.
        var secret = JsonDocument.Parse(answers[0].Text).RootElement.GetProperty("key").GetString()!;
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        (await client.GetAsync("/api/v1/business")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shop.Ask<long>($"SELECT count(*) FROM platform.idempotency_keys WHERE answer LIKE '%{secret[^20..]}%'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_makes_nothing()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        (await Post(client, "/api/v1/api-keys", "once", Body(shop, "first"))).Status.ShouldBe(HttpStatusCode.Created);
        var other = await Post(client, "/api/v1/api-keys", "once", Body(shop, "second"));
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        JsonDocument.Parse(other.Text).RootElement.GetProperty("code").GetString().ShouldBe("platform.idempotency_key_reused");
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys WHERE name = 'second'")).ShouldBe(0);
    }

    [Fact]
    public async Task Different_bodies_at_once_under_one_key_make_one_thing()
    {
        using var client = await (await app.SignUp()).Client();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Post(
                        client,
                        "/api/v1/products",
                        "race",
                        new
                        {
                            name = $"Kopi {i}",
                            sku = $"K{i}",
                            price = "1.00",
                        }
                    )
                )
        );
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(19);
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/products")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_request_keeps_nothing_and_may_be_repeated()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await Post(client, "/api/v1/products", "again", new { sku = "TEH-1", price = "1.00" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.Ask<long>("SELECT count(*) FROM platform.idempotency_keys")).ShouldBe(0);
        (
            await Post(
                client,
                "/api/v1/products",
                "again",
                new
                {
                    sku = "TEH-1",
                    price = "1.00",
                    name = "Teh",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.Created);
        (
            await Post(
                client,
                "/api/v1/products",
                "again",
                new
                {
                    sku = "TEH-1",
                    price = "1.00",
                    name = "Teh",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Keys_of_two_businesses_never_meet()
    {
        using var first = await (await app.SignUp()).Client();
        using var second = await (await app.SignUp()).Client();
        var body = new
        {
            sku = "MILO",
            price = "1.00",
            name = "Milo",
        };
        var one = await Post(first, "/api/v1/products", "k1", body);
        var two = await Post(second, "/api/v1/products", "k1", body);
        (one.Status, two.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        one.Text.ShouldNotBe(two.Text);
    }

    [Fact]
    public async Task A_sale_sent_twenty_times_is_sold_once()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var product = JsonDocument
            .Parse(
                (
                    await Post(
                        client,
                        "/api/v1/products",
                        null,
                        new
                        {
                            name = "Servis",
                            price = "12.50",
                            trackStock = false,
                        }
                    )
                ).Text
            )
            .RootElement.GetProperty("id")
            .GetString();
        var sale = new
        {
            lines = new[] { new { productId = product, quantity = "1" } },
            payments = new[] { new { method = "cash", amount = "20.00" } },
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Post(client, "/api/v1/sales", "sale-1", sale)));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM retail.sales")).ShouldBe(1);
    }

    [Theory]
    [InlineData("Idempotency-Key:")]
    [InlineData("Idempotency-Key:  ")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: b")]
    [InlineData("Idempotency-Key: a\r\nidempotency-key: a")]
    [InlineData("Idempotency-Key: a, b")]
    [InlineData("Idempotency-Key: \u00e9")]
    public async Task Anything_but_one_key_is_refused_and_makes_nothing(string headers)
    {
        var shop = await app.SignUp();
        using var keyed = await shop.Client();
        const string body = """{"name":"Kopi","price":"1.00"}""";
        var address = new Uri(app.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var request =
            $"POST /api/v1/products HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: {keyed.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        answer.ShouldStartWith("HTTP/1.1 400 Bad Request");
        answer.ShouldContain("platform.idempotency_key_invalid");
        (await shop.Ask<long>("SELECT count(*) FROM retail.products")).ShouldBe(0);
    }

    private static object Body(TestBusiness shop, string name) =>
        new
        {
            email = shop.Email,
            password = TestBusiness.Password,
            business = shop.Slug,
            name,
        };

    private static async Task<(HttpStatusCode Status, string Text)> Post(HttpClient client, string path, string? key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
