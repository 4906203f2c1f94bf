using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>What the API's description calls required is what a request cannot do without, and nothing else.</summary>
public sealed class RequiredFieldTests(ExampleApp app) : IClassFixture<ExampleApp>
{
    private const string AnyId = "01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21";

    /// <summary>Refusals for a reason that no field left out could mend.</summary>
    private static readonly string[] Understood =
    [
        "platform.proof_needed",
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
        "retail.no_sst_number",
        // A new business has one place: nothing moves from it to another.
        "retail.moved_to_itself",
    ];

    /// <summary>Either of two is enough, which "required" cannot say; the body's description does.</summary>
    private static readonly string[] OneOfTwo =
    [
        "POST /api/v1/stock/adjustments",
        "PATCH /api/v1/members/{personId}",
        "PUT /api/v1/members/{personId}/branches",
    ];

    [Fact]
    public async Task A_body_of_required_fields_alone_is_enough_and_one_of_them_left_out_is_refused()
    {
        using var stranger = app.NewClient();
        using var document = JsonDocument.Parse(await stranger.GetStringAsync("/openapi/v1.json"));
        var described = await ApiOperation.All(app, stranger);
        var wrong = new List<string>();
        var left = 0;
        foreach (var endpoint in described.Where(o => o.Body is not null).Select(o => o.Endpoint))
        {
            // A business of its own: what one body made is in no other's way.
            var shop = await app.SignUp();
            using var client = await shop.Client();
            var product = await Product(client);
            var operations = described.Select(o => o with { Body = o.Body?.Replace(AnyId, product, StringComparison.Ordinal) }).ToArray();
            var operation = operations.Single(o => o.Endpoint == endpoint);
            var path = await operation.RealPath(client, operations);
            var least = Least(document.RootElement, Schema(document.RootElement, endpoint), JsonNode.Parse(operation.Body!)!);
            foreach (var (name, body) in Without(least))
            {
                left++;
                if ((int)(await Send(client, endpoint.Method, path, body)).Status < 400)
                    wrong.Add($"{endpoint} calls {name} required and does without it: {body}");
            }
            var (status, said) = await Send(client, endpoint.Method, path, least);
            if (
                (int)status >= 400
                && !OneOfTwo.Contains(endpoint.ToString())
                && !Understood.Any(c => said.Contains($"\"{c}\"", StringComparison.Ordinal))
            )
                wrong.Add($"{endpoint} wants more than {least}: {said}");
        }
        left.ShouldBeGreaterThan(10);
        wrong.ShouldBeEmpty();
    }

    private static JsonElement Schema(JsonElement document, ApiEndpoints.Found endpoint) =>
        document
            .GetProperty("paths")
            .GetProperty(endpoint.Pattern)
            .GetProperty(endpoint.Method.ToLowerInvariant())
            .GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("schema");

    /// <summary>The example without what its schema does not call required, at every depth.</summary>
    private static JsonNode Least(JsonElement document, JsonElement schema, JsonNode example)
    {
        var meant = Resolve(document, schema);
        if (example is JsonArray list && meant.TryGetProperty("items", out var items))
            return new JsonArray([.. list.Where(i => i is not null).Select(i => Least(document, items, i!))]);
        if (example is not JsonObject whole || !meant.TryGetProperty("properties", out var properties))
            return example.DeepClone();

        var required = meant.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];
        return new JsonObject(
            required
                .Where(whole.ContainsKey)
                .Select(n => KeyValuePair.Create(n, whole[n] is { } value ? Least(document, properties.GetProperty(n), value) : null))
        );
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Resolve(document, reference.GetString()![2..].Split('/').Aggregate(document, (at, step) => at.GetProperty(step)));
        foreach (var choice in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(choice, out var choices))
                return Resolve(document, choices.EnumerateArray().First(c => c.TryGetProperty("$ref", out _)));
        }
        return schema;
    }

    private static IEnumerable<(string Name, JsonNode Body)> Without(JsonNode body)
    {
        foreach (var path in Paths(body, []))
        {
            var copy = body.DeepClone();
            var at = path.SkipLast(1).Aggregate(copy, (node, step) => step is int i ? node[i]! : node[(string)step]!);
            at.AsObject().Remove((string)path[^1]);
            yield return (string.Join('.', path), copy);
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] at) =>
        node switch
        {
            JsonObject whole => whole.SelectMany(p => Paths(p.Value, [.. at, p.Key]).Prepend([.. at, p.Key])),
            JsonArray list => list.SelectMany((item, i) => Paths(item, [.. at, i])),
            _ => [],
        };

    private static async Task<(HttpStatusCode Status, string Said)> Send(HttpClient client, string method, string path, JsonNode body)
    {
        using var request = new HttpRequestMessage(new(method), path)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Most ids in a body are a product's.</summary>
    private static async Task<string> Product(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo", price = "12.50" });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
