using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>The API's description against the API itself.</summary>
public sealed class OpenApiTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Every_endpoint_is_in_the_document_and_nothing_else()
    {
        var document = await Document();
        var described = Operations(document).Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal).ToArray();
        described.ShouldBe(ApiEndpoints.Of(app).Select(e => $"{e.Method} {e.Pattern}").Order(StringComparer.Ordinal));
        described.ShouldNotBeEmpty();
    }

    [Fact]
    public void No_two_types_of_the_API_share_a_name_and_so_a_schema()
    {
        var seen = new HashSet<Type>();
        foreach (var metadata in ApiEndpoints.Of(app).Select(e => e.Endpoint.Metadata))
        {
            foreach (
                var type in metadata
                    .GetOrderedMetadata<IProducesResponseTypeMetadata>()
                    .Select(m => m.Type)
                    .Concat(metadata.GetOrderedMetadata<IAcceptsMetadata>().Select(m => m.RequestType))
            )
            {
                Walk(type, seen);
            }
        }
        seen.Count.ShouldBeGreaterThan(50);
        seen.Where(t => !t.IsGenericType)
            .GroupBy(t => t.Name)
            .Where(g => g.Count() > 1)
            .Select(g => string.Join(", ", g.Select(t => t.FullName)))
            .ShouldBeEmpty();
    }

    private static void Walk(Type? type, HashSet<Type> seen)
    {
        if (type is null)
            return;
        foreach (var part in type.GetGenericArguments().Append(type.GetElementType()))
            Walk(part, seen);
        if (type.Assembly.GetName().Name?.StartsWith("Niaga.", StringComparison.Ordinal) != true || !seen.Add(type))
            return;
        foreach (var property in type.GetProperties())
            Walk(property.PropertyType, seen);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_asks_and_answers()
    {
        var document = await Document();
        foreach (var (name, operation) in Operations(document).Select(o => ($"{o.Method} {o.Path}", o.Operation)))
        {
            Text(operation, "summary").ShouldNotBeNullOrWhiteSpace(name);
            Text(operation, "description").ShouldNotBeNullOrWhiteSpace(name);
            operation.GetProperty("tags").GetArrayLength().ShouldBeGreaterThan(0, name);
            var answers = operation.GetProperty("responses").EnumerateObject().ToArray();
            answers.ShouldContain(a => a.Name[0] == '2' || a.Name[0] == '3', name);
            answers.ShouldContain(a => a.Name[0] == '4', name);
            answers.ShouldNotContain(a => a.Name[0] == '5', name);
            foreach (var refusal in answers.Where(a => a.Name[0] == '4'))
            {
                var content = refusal.Value.GetProperty("content").GetProperty("application/problem+json");
                Text(content.GetProperty("schema"), "$ref").ShouldBe("#/components/schemas/Problem", name);
                content
                    .GetProperty("examples")
                    .EnumerateObject()
                    .ShouldAllBe(e => Text(e.Value.GetProperty("value"), "code") == e.Name, name);
            }
            foreach (var parameter in Parameters(operation).Select(p => ApiOperation.Resolve(document, p)))
                Text(parameter, "description").ShouldNotBeNullOrWhiteSpace($"{name}: {Text(parameter, "name")}");
        }
    }

    [Fact]
    public async Task Headers_and_permissions_stand_with_the_operations_that_have_them()
    {
        var document = await Document();
        var endpoints = ApiEndpoints.Of(app).ToDictionary(e => $"{e.Method} {e.Pattern}", e => e.Endpoint);
        foreach (var (method, path, operation) in Operations(document))
        {
            var (name, endpoint) = ($"{method} {path}", endpoints[$"{method} {path}"]);
            Parameters(operation).Any(p => Text(p, "name") == "Idempotency-Key").ShouldBe(method == "POST", name);
            Parameters(operation).Any(p => Text(p, "name") == "If-Match").ShouldBe(method is "PUT" or "PATCH", name);
            // Said once, and of whatever is read of a business.
            Parameters(operation)
                .Count(p => Text(p, "$ref") == "#/components/parameters/branch")
                .ShouldBe(method == "GET" && endpoint.Metadata.GetMetadata<PublicAccessAttribute>() is null ? 1 : 0, name);
            var asks = method == "PUT" && endpoint.Metadata.GetMetadata<ApiDescription.Versioned>() is not null;
            operation.GetProperty("responses").TryGetProperty("428", out _).ShouldBe(asks, name);
            if (endpoint.Metadata.GetMetadata<NeedsAttribute>() is { } needs)
                Text(operation, "description")!.ShouldContain(needs.Permission, Case.Sensitive, name);
            var open = endpoint.Metadata.GetMetadata<PublicAccessAttribute>() is not null;
            (
                operation.TryGetProperty("security", out var security) && security.EnumerateArray().All(s => !s.EnumerateObject().Any())
            ).ShouldBe(open, name);
            operation.GetProperty("responses").TryGetProperty("401", out _).ShouldBe(!open || path == "/api/v1/api-keys", name);
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await Document();
        foreach (
            var reference in All(document)
                .Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("$ref", out _))
                .Select(e => Text(e, "$ref")!)
        )
        {
            reference.ShouldStartWith("#/");
            reference[2..]
                .Split('/')
                .Aggregate(document, (at, step) => at.GetProperty(step))
                .ValueKind.ShouldBe(JsonValueKind.Object, reference);
        }
    }

    [Fact]
    public async Task Every_field_of_a_body_is_explained_and_every_body_has_an_example()
    {
        var document = await Document();
        var schemas = document
            .GetProperty("components")
            .GetProperty("schemas")
            .EnumerateObject()
            .Where(s => s.Value.TryGetProperty("properties", out _))
            .ToArray();
        schemas.ShouldNotBeEmpty();
        var silent = schemas.SelectMany(s =>
            s.Value.GetProperty("properties")
                .EnumerateObject()
                .Where(p =>
                    Text(p.Value, "description") is null
                    && !All(p.Value).Any(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("$ref", out _))
                )
                .Select(p => $"{s.Name}.{p.Name}")
        );
        silent.ShouldBeEmpty();
        foreach (var (method, path, operation) in Operations(document))
        {
            if (
                operation.TryGetProperty("requestBody", out var body)
                && body.GetProperty("content").TryGetProperty("application/json", out var json)
            )
            {
                json.TryGetProperty("example", out _).ShouldBeTrue($"{method} {path}");
            }
        }
    }

    [Fact]
    public async Task Every_code_has_its_sentence_in_both_languages()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        var codes = All(await Document())
            .Where(e =>
                e.ValueKind == JsonValueKind.Object && e.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String
            )
            .Select(e => Text(e, "code")!)
            .Distinct()
            .ToArray();
        codes.ShouldContain("platform.not_signed_in");
        codes.ShouldAllBe(code => texts.Has("refusal." + code));
    }

    private async Task<JsonElement> Document()
    {
        using var client = app.NewClient();
        using var answer = await client.GetAsync("/openapi/v1.json");
        answer.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => (o.Name.ToUpperInvariant(), p.Name, o.Value)));

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    private static IEnumerable<JsonElement> All(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => All(p.Value)).Prepend(element),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(All).Prepend(element),
            _ => [element],
        };

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
