using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;

namespace Niaga.Platform.Tests.Customers;

/// <summary>The customers of a business over the API.</summary>
internal sealed class CustomerBook(TestBusiness business, HttpClient client) : IDisposable
{
    private const string Path = "/api/v1/customers";

    public TestBusiness Business { get; } = business;

    public HttpClient Client { get; } = client;

    public static async Task<CustomerBook> Open(NiagaApp app)
    {
        var business = await app.SignUp();
        return new(business, await business.Client());
    }

    public async Task<Reply> Post(string path, object? body = null)
    {
        using var answer = await Client.PostAsJsonAsync(Path + path, body ?? new { });
        return await Reply.Of(answer);
    }

    public async Task<Reply> Get(string path)
    {
        using var answer = await Client.GetAsync(Path + path);
        return await Reply.Of(answer);
    }

    public async Task<Reply> Put(Guid id, object body, string version = "*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/{id}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        using var answer = await Client.SendAsync(request);
        return await Reply.Of(answer);
    }

    public async Task<Reply> Archive(Guid id)
    {
        using var answer = await Client.PostAsJsonAsync($"{Path}/{id}/archive", new { });
        return await Reply.Of(answer);
    }

    public async Task<Reply> Delete(Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Path}/{id}");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await Client.SendAsync(request);
        return await Reply.Of(answer);
    }

    /// <summary>Adds a customer that nothing speaks against.</summary>
    public async Task<Guid> Add(object body) => (await Post("", body)).Ok.GetProperty("id").GetGuid();

    public Task<Guid> Add(string name, params string[] phones) => Add(new { name, phones });

    public async Task<JsonElement> Find(Guid id) => (await Get($"/{id}")).Ok;

    /// <summary>Names on the list, in its order.</summary>
    public async Task<string[]> Names(string query) => [.. (await Get("?" + query)).Ok.GetProperty("items").EnumerateArray().Select(Name)];

    public async Task<string[]> LookUp(string typed) =>
        [.. (await Get($"/lookup?q={Uri.EscapeDataString(typed)}")).Ok.GetProperty("items").EnumerateArray().Select(Name)];

    public static string[] ListOf(JsonElement of, string field) => [.. of.GetProperty(field).EnumerateArray().Select(e => e.GetString()!)];

    public void Dispose() => Client.Dispose();

    private static string Name(JsonElement item) => item.GetProperty("name").GetString()!;
}

/// <summary>What the API answered.</summary>
internal sealed record Reply(int Status, string? ETag, JsonElement Body)
{
    public static async Task<Reply> Of(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return new(
            (int)answer.StatusCode,
            answer.Headers.ETag?.Tag,
            text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text)
        );
    }

    /// <summary>The body of an answer that is no refusal.</summary>
    public JsonElement Ok
    {
        get
        {
            Status.ShouldBeInRange(200, 299, Body.ToString());
            return Body;
        }
    }

    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>Code of the first refusal, and each field with its own.</summary>
    public IReadOnlyList<(string Field, string Code)> Fields =>
        [
            .. Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => (e.GetProperty("field").GetString()!, e.GetProperty("code").GetString()!)),
        ];

    public void ShouldBeRefused(string code, int status)
    {
        Code.ShouldBe(code, Body.ToString());
        Status.ShouldBe(status);
    }
}
