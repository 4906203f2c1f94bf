using System.Net;
using System.Net.Http.Json;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>A change answers with the new version, so that the next change needs no read in between.</summary>
public sealed class NewVersionTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Of_the_business()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Chain(
            client,
            HttpMethod.Put,
            "/api/v1/business",
            new { name = "Kedai Baru", state = "01" },
            new { name = "Kedai Lagi", state = "01" }
        );
    }

    [Fact]
    public async Task Of_a_product()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo", price = "19.90" });
        var path = made.Headers.Location!.OriginalString;
        await Chain(client, HttpMethod.Put, path, new { name = "Milo 1 kg", price = "19.90" }, new { name = "Milo 2 kg", price = "29.90" });
        await Chain(client, HttpMethod.Patch, path, new { price = "18.00" }, new { price = "17.00" });
    }

    [Fact]
    public async Task Of_a_product_that_stays_as_it_is()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo", price = "19.90" });
        var path = made.Headers.Location!.OriginalString;
        await Chain(client, HttpMethod.Patch, path, new { price = "19.90" }, new { price = "19.90" });
    }

    [Fact]
    public async Task Of_a_member()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "retail.cashier");
        using var client = await shop.Client();
        await Chain(
            client,
            HttpMethod.Patch,
            $"/api/v1/members/{member.Person}",
            new { status = "suspended" },
            new { status = "suspended" }
        );
    }

    [Theory]
    [InlineData(null, 428, "platform.precondition_required")]
    [InlineData("abc", 400, "platform.if_match_invalid")]
    [InlineData("731", 400, "platform.if_match_invalid")]
    [InlineData("", 400, "platform.if_match_invalid")]
    [InlineData("\"1\", \"2\"", 400, "platform.if_match_invalid")]
    [InlineData("\"abc\"", 412, "platform.changed_by_another")]
    [InlineData("W/\"1\"", 412, "platform.changed_by_another")]
    public async Task A_put_says_which_version_it_replaces(string? version, int status, string code)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name = "Milo",
                price = "19.90",
                cost = "15.00",
            }
        );
        var product = made.Headers.Location!.OriginalString;
        var body = new
        {
            name = "Milo 2",
            price = "1.00",
            state = "01",
        };
        foreach (var path in new[] { product, "/api/v1/business" })
        {
            using var request = Request(HttpMethod.Put, path, body, version);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(status, path);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(code);
        }
        (await shop.Ask<string>("SELECT name || ' ' || cost_sen FROM retail.products")).ShouldBe("Milo 1500");
        if (status == 400)
        {
            using var removal = Request(HttpMethod.Delete, product, null, version);
            using var refused = await client.SendAsync(removal, TestContext.Current.CancellationToken);
            ((int)refused.StatusCode).ShouldBe(400);
        }
        await Send(client, HttpMethod.Put, product, body, "*");
        await Send(client, HttpMethod.Put, "/api/v1/business", body, "*");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body, string? version)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", version);
        return request;
    }

    private static async Task Chain(HttpClient client, HttpMethod method, string path, object first, object second)
    {
        var read = await Version(client, path);
        var changed = await Send(client, method, path, first, read);
        changed.ShouldBe(await Version(client, path));
        var again = await Send(client, method, path, second, changed);
        again.ShouldBe(await Version(client, path));
    }

    private static async Task<string> Version(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer.Headers.ETag!.ToString();
    }

    private static async Task<string> Send(HttpClient client, HttpMethod method, string path, object body, string version)
    {
        using var request = Request(method, path, body, version);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.Headers.ETag!.ToString();
    }
}
