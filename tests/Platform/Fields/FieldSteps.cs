using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Niaga.Platform.Tests.Fields;

/// <summary>Fields and their values over the API.</summary>
internal static class FieldSteps
{
    /// <param name="Errors">Field and code of each refusal; of one of the whole its code alone.</param>
    public sealed record Answer(HttpStatusCode Status, (string Field, string Code)[] Errors);

    /// <returns>The field's id.</returns>
    public static async Task<string> Add(this HttpClient client, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/fields", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.ToString();
    }

    /// <returns>The field's id.</returns>
    public static Task<string> Add(
        this HttpClient client,
        string name,
        string type,
        string kind = "products",
        bool? listed = null,
        string? unit = null,
        string[]? options = null
    )
    {
        var body = new Dictionary<string, object>
        {
            ["kind"] = kind,
            ["name"] = name,
            ["type"] = type,
        };
        if (listed is { } column)
            body["listed"] = column;
        if (unit is not null)
            body["unit"] = unit;
        if (options is not null)
            body["options"] = options.Select(o => new { name = o });
        return client.Add(body);
    }

    public static async Task<string> RefusedField(this HttpClient client, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/fields", body);
        ((int)answer.StatusCode).ShouldBeInRange(400, 409);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["code"]!.ToString();
    }

    public static async Task<JsonNode[]> Fields(this HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonNode>("/api/v1/fields"))!["items"]!.AsArray().Select(f => f!)];

    public static async Task<Answer> Change(this HttpClient client, string field, object body)
    {
        using var answer = await client.PatchAsJsonAsync($"/api/v1/fields/{field}", body);
        return await Of(answer);
    }

    /// <returns>The product's address.</returns>
    public static async Task<string> Product(this HttpClient client, object fields, string name = "Milo")
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price = "4.50",
                fields,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return "/api/v1/products/" + (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"];
    }

    public static async Task<(string, string)[]> Refused(this HttpClient client, object product)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/products", product);
        return (await Of(answer)).Errors;
    }

    public static async Task<Answer> Amend(this HttpClient client, string record, object body)
    {
        using var answer = await client.PatchAsJsonAsync(record, body);
        return await Of(answer);
    }

    /// <returns>The record's values as JSON.</returns>
    public static async Task<string> FieldsOf(this HttpClient client, string record) =>
        (await client.GetFromJsonAsync<JsonNode>(record))!["fields"]!.ToJsonString();

    /// <summary>A definition written past the use cases.</summary>
    public static string Row(TestBusiness shop, string key) =>
        $"""
            INSERT INTO fields.fields (tenant_id, field_id, subject, key, name, name_key, type, required, listed, place, created_at)
            VALUES ('{shop.Tenant}', gen_random_uuid(), 'retail.product', '{key}', '{key}', '{key}', 'text', false, true, 1, now())
            """;

    private static async Task<Answer> Of(HttpResponseMessage answer) =>
        new(
            answer.StatusCode,
            answer.IsSuccessStatusCode
                ? []
                :
                [
                    .. (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!
                        .AsArray()
                        .Select(e => (e!["field"]!.ToString(), e["code"]!.ToString())),
                ]
        );
}
