using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Whoever copies the example of a request out of the API's description sends something the API can read.</summary>
public sealed class RequestExampleTests(ExampleApp app) : IClassFixture<ExampleApp>
{
    /// <summary>What stands for any id in an example.</summary>
    private const string AnyId = "01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21";

    /// <summary>Answers to an example that was understood: what it needs besides lies in no body.</summary>
    private static readonly string[] Understood =
    [
        // A key never does what wants a fresh proof of identity.
        "platform.proof_needed",
        // Nobody has the example's password.
        "platform.sign_in_failed",
        // Most ids in a body are a product's, and nobody has agreed to anything yet.
        "trade.customer_not_found",
        "trade.consent_not_found",
        // Nor does a new product lie in the bin.
        "platform.not_in_bin",
        // A new request or breach waits for a step before this one.
        "privacy.identity_missing",
        "privacy.not_assessed",
        // A new product has no pictures to order.
        "pictures.order_invalid",
        // A tax invoice wants an SST number, which a new business has not.
        "retail.no_sst_number",
        // A new business has one place: nothing moves from it to another.
        "retail.moved_to_itself",
    ];

    [Fact]
    public async Task Every_example_of_a_body_can_be_sent_as_it_stands()
    {
        using var stranger = app.NewClient();
        var described = await ApiOperation.All(app, stranger);
        var refused = new List<string>();
        foreach (var endpoint in described.Where(o => o.Body is not null).Select(o => o.Endpoint))
        {
            // A business of its own: what one example made is in no other's way.
            var shop = await app.SignUp();
            using var client = await shop.Client();
            var product = await Product(client);
            var operations = described.Select(o => o with { Body = o.Body?.Replace(AnyId, product, StringComparison.Ordinal) }).ToArray();
            var operation = operations.Single(o => o.Endpoint == endpoint);
            using var request = new HttpRequestMessage(new(endpoint.Method), await operation.RealPath(client, operations))
            {
                Content = new StringContent(operation.Body!, Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var answer = await client.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode && !Understood.Any(code => said.Contains($"\"{code}\"", StringComparison.Ordinal)))
                refused.Add($"{endpoint} {(int)answer.StatusCode}: {operation.Body} {said}");
        }
        refused.ShouldBeEmpty();
    }

    /// <summary>Most ids in a body are a product's.</summary>
    private static async Task<string> Product(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name = "Milo",
                price = "12.50",
                trackStock = true,
            }
        );
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
