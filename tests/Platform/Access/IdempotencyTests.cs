using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Access;

/// <summary>The same key and request: one effect, one answer, however many come at once.</summary>
public sealed class IdempotencyTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Twenty_at_once_make_one_key_and_hear_the_same_answer()
    {
        await using var second = await app.AnotherNode();
        var shop = await app.SignUp();
        using var client = app.NewClient();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Make(client, i % 2 == 0 ? app.Address : second.Address, shop, "one key", "till"))
        );
        answers.Select(a => a.Status).Distinct().ShouldBe([HttpStatusCode.Created]);
        answers.Select(a => a.Body).Distinct().Count().ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.api_key_made'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_after_the_keys_that_encrypt_were_rotated_is_answered_the_same()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        var made = await Make(client, app.Address, shop, "rotated", "till");
        var now = TimeProvider.System.GetUtcNow();
        app.Services.GetRequiredService<IKeyManager>().CreateNewKey(now.AddMinutes(-1), now.AddDays(90));
        await using var second = await app.AnotherNode();
        (await Make(client, second.Address, shop, "rotated", "till")).ShouldBe(made);
        (await Make(client, second.Address, shop, "rotated", "counter")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_a_conflict()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        (await Make(client, app.Address, shop, "again", "till")).Status.ShouldBe(HttpStatusCode.Created);
        var other = await Make(client, app.Address, shop, "again", "counter");
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        JsonDocument.Parse(other.Body).RootElement.GetProperty("code").GetString().ShouldBe("platform.idempotency_key_reused");
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_business_may_use_the_same_key()
    {
        var (one, two) = (await app.SignUp(), await app.SignUp());
        using var client = app.NewClient();
        foreach (var shop in new[] { one, two })
            (await Make(client, app.Address, shop, "shared word", "till")).Status.ShouldBe(HttpStatusCode.Created);
        (await two.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_person_of_the_business_may_use_the_same_key()
    {
        var (shop, colleague) = (await app.SignUp(), await app.SignUp());
        await using (var admin = await app.Connect("postgres"))
        {
            await using var join = new Npgsql.NpgsqlCommand(
                $"INSERT INTO platform.memberships VALUES ('{shop.Tenant}', '{colleague.Owner}', 'owner', now())",
                admin
            );
            await join.ExecuteNonQueryAsync();
        }
        using var anyone = app.NewClient();
        foreach (var email in new[] { shop.Email, colleague.Email })
        {
            using var made = await anyone.PostAsJsonAsync(
                "/api/v1/api-keys",
                new
                {
                    email,
                    password = TestBusiness.Password,
                    business = shop.Slug,
                }
            );
            using var issued = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/products")
            {
                Content = JsonContent.Create(
                    new
                    {
                        sku = email,
                        name = "Gula",
                        price = 2.85,
                        taxCode = "none",
                    }
                ),
            };
            request.Headers.Authorization = new("Bearer", issued.RootElement.GetProperty("key").GetString());
            request.Headers.Add("Idempotency-Key", "products of today");
            using var answer = await anyone.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Neither_the_secret_nor_the_password_can_be_read_from_what_is_kept()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        var made = await Make(client, app.Address, shop, "secret", "till");
        var token = JsonDocument.Parse(made.Body).RootElement.GetProperty("key").GetString()!;
        var kept = await shop.Ask<string>("SELECT fingerprint || ' ' || answer || ' ' || key FROM platform.idempotency_keys");
        kept.ShouldNotContain(token);
        kept.ShouldNotContain(token[^20..]);
        (await shop.Ask<bool>("SELECT fingerprint ~ '^[0-9a-f]{64}$' FROM platform.idempotency_keys")).ShouldBeFalse(
            "a bare hash of the request lets the password be guessed"
        );
    }

    private static async Task<(HttpStatusCode Status, string Body)> Make(
        HttpClient client,
        string node,
        TestBusiness shop,
        string key,
        string name
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, node + "/api/v1/api-keys")
        {
            Content = JsonContent.Create(
                new
                {
                    email = shop.Email,
                    password = TestBusiness.Password,
                    business = shop.Slug,
                    name,
                }
            ),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
