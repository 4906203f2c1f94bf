using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Api;

/// <summary>An endpoint as the API's own description has it.</summary>
/// <param name="Endpoint">Of the live table.</param>
/// <param name="Body">The example of a body; null where it takes none.</param>
/// <param name="Query">Names of what may stand in the query.</param>
internal sealed record ApiOperation(ApiEndpoints.Found Endpoint, string? Body, string[] Query)
{
    /// <summary>Lists that a thing comes into as a file, with one that they take.</summary>
    private static readonly Dictionary<string, string> Files = new()
    {
        ["/api/v1/product-imports"] = "Name,Price\nMilo,12.50\n",
        ["/api/v1/customer-imports"] = "Name,Phone\nAli,012-345 6789\n",
    };

    public string Path { get; init; } = "";

    /// <summary>The endpoints with the example of a good body, as the API's own description gives it.</summary>
    public static async Task<IReadOnlyList<ApiOperation>> All(NiagaApp app, HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        return
        [
            .. ApiEndpoints
                .Of(app)
                .Select(e =>
                {
                    var operation = document
                        .RootElement.GetProperty("paths")
                        .GetProperty(e.Pattern)
                        .GetProperty(e.Method.ToLowerInvariant());
                    var body =
                        operation.TryGetProperty("requestBody", out var b)
                        && b.GetProperty("content").TryGetProperty("application/json", out var json)
                            ? json.GetProperty("example").GetRawText()
                            : null;
                    var query = operation.TryGetProperty("parameters", out var p)
                        ? p.EnumerateArray()
                            .Select(q => Resolve(document.RootElement, q))
                            .Where(q => q.GetProperty("in").GetString() == "query")
                            .Select(q => q.GetProperty("name").GetString()!)
                        : [];
                    return new ApiOperation(e, body, [.. query]);
                }),
        ];
    }

    /// <summary>The path with a thing that exists where one can be made by posting the example to the list above it.</summary>
    /// <param name="client">Who makes it.</param>
    /// <param name="all">Every endpoint.</param>
    /// <param name="files">Whether things are made of files too: an import once started goes on behind its answer.</param>
    public async Task<string> RealPath(HttpClient client, IReadOnlyList<ApiOperation> all, bool files = true)
    {
        var path = Endpoint.Pattern;
        foreach (var parameter in Endpoint.Parameters)
        {
            var list = Before(path, parameter.Name);
            var id = Guid.NewGuid().ToString();
            // What a list stands below, such as the record of a comment, is real by now.
            var above = Before(Endpoint.Pattern, parameter.Name);
            var example = all.FirstOrDefault(o => o.Endpoint.Method == "POST" && o.Endpoint.Pattern == above)?.Body;
            if ((example ?? (files ? Files.GetValueOrDefault(above) : null)) is { } content)
            {
                using var sent = new StringContent(content, Encoding.UTF8, example is null ? "text/csv" : "application/json");
                using var made = await client.PostAsync(list, sent);
                if (made.IsSuccessStatusCode && (await made.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("id", out var real))
                    id = real.ToString();
            }
            path = path.Replace($"{{{parameter.Name}}}", id, StringComparison.Ordinal);
        }
        return path;
    }

    private static string Before(string path, string parameter) => path[..path.IndexOf($"/{{{parameter}}}", StringComparison.Ordinal)];

    /// <summary>What many share stands once among the components.</summary>
    internal static JsonElement Resolve(JsonElement document, JsonElement element) =>
        element.TryGetProperty("$ref", out var reference)
            ? reference.GetString()![2..].Split('/').Aggregate(document, (at, step) => at.GetProperty(step))
            : element;
}
