using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Values;
using Niaga.Testing;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>What the tests of voids and refunds send.</summary>
internal static class ReversalCalls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<Answer> Void(this HttpClient client, string sale, string? reason = "Rang up twice", string? key = null) =>
        client.Post($"api/v1/sales/{sale}/void", new { reason }, key);

    public static Task<Answer> Refund(this HttpClient client, string sale, params (int Line, string Quantity, bool Restock)[] lines) =>
        client.Post($"api/v1/sales/{sale}/refunds", Body(lines), null);

    public static object Body((int Line, string Quantity, bool Restock)[] lines, object? approval = null) =>
        new
        {
            reason = "Damaged",
            lines = lines.Select(l => new
            {
                line = l.Line,
                quantity = l.Quantity,
                restock = l.Restock,
            }),
            approval,
        };

    public static async Task<Answer> Post(this HttpClient client, string path, object body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request, Cancel);
        return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    public static async Task<JsonElement> Get(this HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(path, Cancel);

    /// <summary>A member's browser in the shop, with the page's token against forgery.</summary>
    public static async Task<(HttpClient Browser, PersonId Person)> Member(this NiagaApp app, Shop shop, string role)
    {
        var person = (await app.SignUp()).Owner;
        await shop.Business.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Business.Tenant}', '{person}', '{role}', now()) RETURNING 1) SELECT count(*) FROM w
            """
        );
        return (await app.Browser(shop, person), person);
    }

    public static async Task<HttpClient> Browser(this NiagaApp app, Shop shop, PersonId person)
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, person, now, now);
        var (forgery, token) = SignedIn.Forgery(app, person);
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new($"{app.Address}/{shop.Business.Slug}/"),
        };
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie}; {forgery}; niaga.lang=en");
        browser.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        return browser;
    }
}
