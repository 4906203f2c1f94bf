using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>A code that an endpoint answers stands in the API's description of it.</summary>
public sealed class ListedRefusalTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly string[] Wrong = ["{}", "[]", "\"?\"", "true", "1.5", "null"];

    [Fact]
    public async Task Whatever_is_wrong_with_a_field_or_the_query_the_code_is_listed()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var operations = await ApiOperation.All(app, client);
        var unlisted = new SortedSet<string>(StringComparer.Ordinal);
        var heard = new HashSet<string>();
        foreach (var operation in operations)
        {
            var listed = Listed(document.RootElement, operation.Endpoint);
            var path = await operation.RealPath(client, operations);
            IEnumerable<(string, string?)> bodies = operation.Body is { } body
                ? Broken(JsonNode.Parse(body)!).Select(b => (path, (string?)b))
                : [(path, null)];
            var requests = bodies.Concat(operation.Query.Select(q => ($"{path}?{q}=abc", operation.Body)));
            foreach (var (address, sent) in requests)
            {
                using var request = new HttpRequestMessage(new(operation.Endpoint.Method), address);
                if (sent is not null)
                    request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
                if (operation.Endpoint.Method is "PUT" or "PATCH")
                    request.Headers.TryAddWithoutValidation("If-Match", "*");
                using var answer = await client.SendAsync(request);
                if ((int)answer.StatusCode is < 400 or >= 500)
                    continue;
                using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                foreach (var code in Codes(problem.RootElement))
                {
                    heard.Add(code);
                    if (!listed.Contains(code))
                        unlisted.Add($"{operation.Endpoint}: {code}");
                }
            }
        }
        unlisted.ShouldBeEmpty();
        foreach (var form in new[] { "amount", "quantity", "id", "yes_no", "number" })
            heard.ShouldContain("platform.malformed_" + form);
    }

    private static HashSet<string> Listed(JsonElement document, ApiEndpoints.Found endpoint) =>
        [
            .. document
                .GetProperty("paths")
                .GetProperty(endpoint.Pattern)
                .GetProperty(endpoint.Method.ToLowerInvariant())
                .GetProperty("responses")
                .EnumerateObject()
                .Where(r => r.Name[0] == '4')
                .SelectMany(r =>
                    r.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples").EnumerateObject()
                )
                .Select(e => e.Name),
        ];

    private static IEnumerable<string> Codes(JsonElement problem)
    {
        yield return problem.GetProperty("code").GetString()!;
        foreach (var error in problem.TryGetProperty("errors", out var errors) ? errors.EnumerateArray() : [])
            yield return error.GetProperty("code").GetString()!;
    }

    /// <summary>The example with each of its values in turn as something else.</summary>
    private static IEnumerable<string> Broken(JsonNode example)
    {
        foreach (var path in Places(example, []))
        {
            foreach (var wrong in Wrong)
            {
                var copy = example.DeepClone();
                var holder = path.SkipLast(1).Aggregate(copy, (node, step) => step is int i ? node[i]! : node[(string)step]!);
                if (path[^1] is int at)
                    holder[at] = JsonNode.Parse(wrong);
                else
                    holder[(string)path[^1]] = JsonNode.Parse(wrong);
                yield return copy.ToJsonString();
            }
        }
    }

    private static IEnumerable<object[]> Places(JsonNode? node, object[] at) =>
        node switch
        {
            JsonObject whole => whole.SelectMany(p => Places(p.Value, [.. at, p.Key])),
            JsonArray list => list.SelectMany((item, i) => Places(item, [.. at, i])),
            _ => [at],
        };
}
