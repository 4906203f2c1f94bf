using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Niaga.Testing;
using Shouldly;

namespace Niaga.Platform.Tests.Webhooks;

/// <summary>A site that may send to loopback, waits little for an answer, and whose time a test lets pass.</summary>
public sealed class WebhookApp : NiagaApp, IAsyncDisposable
{
    internal AdjustableClock Clock { get; } = new();

    internal WebhookReceiver Receiver { get; } = new();

    protected override string[] Configuration => ["--Webhooks:AllowPrivateAddresses=true", "--Webhooks:Timeout=00:00:00.700"];

    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>A business with a client, and the calls tests of webhooks make.</summary>
internal sealed class HookedShop(WebhookApp app, TestBusiness shop, HttpClient client) : IDisposable
{
    public TestBusiness Business => shop;

    public HttpClient Client => client;

    public static async Task<HookedShop> Of(WebhookApp app)
    {
        var shop = await app.SignUp();
        return new(app, shop, await shop.Client());
    }

    public void Dispose() => client.Dispose();

    /// <returns>Its id and secret.</returns>
    public async Task<(string Id, string Secret)> Hook(string path, params string[] events)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/webhooks",
            new
            {
                address = app.Receiver.Address + path,
                description = "Accounts",
                events,
            }
        );
        var body = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        var made = JsonNode.Parse(body)!;
        return (made["id"]!.ToString(), made["secret"]!.ToString());
    }

    public async Task<string> AddProduct(string name)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price = "4.50",
                cost = "3.21",
            }
        );
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.ToString();
    }

    public async Task<JsonNode> Get(string path) => (await client.GetFromJsonAsync<JsonNode>("/api/v1/webhooks/" + path))!;

    public async Task<JsonNode?> Post(string path, bool expect = true)
    {
        using var answer = await client.PostAsync("/api/v1/webhooks/" + path, null);
        var body = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBe(expect, body);
        return body.Length == 0 ? null : JsonNode.Parse(body);
    }

    /// <summary>The log, newest first.</summary>
    public async Task<JsonNode[]> Log(string hook) => [.. (await Get(hook + "/deliveries"))["items"]!.AsArray().Select(n => n!)];

    /// <summary>Waits until the newest message has had so many attempts and stands as it should.</summary>
    public Task Newest(string hook, string state, int attempts) =>
        Until.True(
            async () =>
                await Log(hook) is [var newest, ..]
                && newest["state"]!.ToString() == state
                // Counted when it begins; noted when it ends.
                && (await Get($"{hook}/deliveries/{newest["id"]}"))["attempts"]!.AsArray().Count == attempts,
            $"the newest message is {state} after {attempts} attempts"
        );
}
