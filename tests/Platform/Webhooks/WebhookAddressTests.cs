using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Identity.Webhooks;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Webhooks;

/// <summary>Messages go to the public internet only, and registering one wants as much proof as a key does.</summary>
public sealed class WebhookAddressTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("http://example.com/", "platform.webhook_not_encrypted")]
    [InlineData("https://localhost/hook", "platform.webhook_host_private")]
    [InlineData("https://127.0.0.1/", "platform.webhook_host_private")]
    [InlineData("https://2130706433/", "platform.webhook_host_private")]
    [InlineData("https://0x7f.1/", "platform.webhook_host_private")]
    [InlineData("https://10.1.2.3/", "platform.webhook_host_private")]
    [InlineData("https://169.254.169.254/latest/meta-data", "platform.webhook_host_private")]
    [InlineData("https://100.64.0.1/", "platform.webhook_host_private")]
    [InlineData("https://[::1]/", "platform.webhook_host_private")]
    [InlineData("https://[::ffff:192.168.1.1]/", "platform.webhook_host_private")]
    [InlineData("https://[64:ff9b::a00:1]/", "platform.webhook_host_private")]
    [InlineData("https://[fd00::1]/", "platform.webhook_host_private")]
    [InlineData("https://example.com:5432/", "platform.webhook_port_closed")]
    [InlineData("https://user:word@example.com/", "platform.webhook_address_invalid")]
    [InlineData("ftp://example.com/", "platform.webhook_address_invalid")]
    [InlineData("kedai", "platform.webhook_address_invalid")]
    [InlineData("", "platform.required")]
    public async Task An_address_that_is_none_or_leads_inside_is_refused_by_name_and_nothing_is_kept(string address, string code)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/webhooks",
            new
            {
                address,
                description = "Accounts",
                events = new[] { "retail.sale_recorded" },
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        problem.ToJsonString().ShouldContain(code);
        (await shop.Ask<long>("SELECT count(*) FROM platform.webhooks")).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_leads_inside_later_is_found_when_the_connection_is_made()
    {
        await using var receiver = new WebhookReceiver();
        using var http = new WebhookHttp(Options.Create(new WebhookSettings()));
        var port = new Uri(receiver.Address).Port;
        foreach (var host in new[] { "localhost", "127.0.0.1", "[::ffff:127.0.0.1]" })
        {
            var answer = await http.Send($"https://{host}:{port}/", "msg_1", DateTimeOffset.UnixEpoch, "{}", [], CancellationToken.None);
            answer.Failure.ShouldBe(WebhookFailures.PrivateAddress, host);
        }
        (await http.Send(receiver.Address, "msg_1", DateTimeOffset.UnixEpoch, "{}", [], CancellationToken.None)).Failure.ShouldBe(
            WebhookFailures.NotEncrypted
        );
    }

    [Fact]
    public async Task A_key_with_less_is_refused_events_it_may_not_see_and_a_page_wants_a_fresh_proof()
    {
        var shop = await app.SignUp();
        using var owner = await shop.Client();
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = shop.Email,
                password = TestBusiness.Password,
                business = shop.Slug,
                name = "hooks",
                scope = new[] { "platform.webhooks.manage", "retail.products.view" },
            }
        );
        var key = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["key"]!.ToString();
        using var program = app.NewClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await program.GetFromJsonAsync<JsonNode>("/api/v1/webhooks/events"))!["items"]!
            .AsArray()
            .ShouldAllBe(e => e!["permission"]!.ToString() == "retail.products.view");
        using var beyond = await program.PostAsJsonAsync(
            "/api/v1/webhooks",
            new
            {
                address = "https://example.com/",
                description = "x",
                events = new[] { "retail.sale_recorded" },
            }
        );
        (await beyond.Content.ReadAsStringAsync()).ShouldContain("platform.webhook_event_beyond_you");

        var (_, cookie) = await SignedIn.As(app, shop.Owner, TimeProvider.System.GetUtcNow().AddHours(-2));
        var (forgeryCookie, token) = SignedIn.Forgery(app, shop.Owner);
        using var page = app.NewClient();
        using var stale = new HttpRequestMessage(HttpMethod.Post, $"/{shop.Slug}/api/v1/webhooks")
        {
            Content = JsonContent.Create(
                new
                {
                    address = "https://example.com/",
                    description = "x",
                    events = new[] { "retail.sale_recorded" },
                }
            ),
            Headers = { { "Cookie", $"{cookie}; {forgeryCookie}" }, { "RequestVerificationToken", token } },
        };
        using var refused = await page.SendAsync(stale);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, await refused.Content.ReadAsStringAsync());
        (await refused.Content.ReadAsStringAsync()).ShouldContain("platform.proof_needed");
    }
}
