using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Keys;
using Niaga.Platform.Mail;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keys;

/// <summary>A site behind a proxy it trusts, so that a test can come from anywhere.</summary>
public sealed class ProxiedApp : NiagaApp
{
    protected override string[] Configuration => ["--ForwardedHeaders_Enabled=true"];
}

/// <summary>Where a key is used from: last used, and told once when it is somewhere new.</summary>
public sealed class KeyPlaceTests(ProxiedApp app) : IClassFixture<ProxiedApp>
{
    private const string Event = "platform.api_key_used_from_new_place";

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48")]
    public void A_place_is_a_network(string address, string network) =>
        NetworkPrefix.Of(IPAddress.Parse(address)).ToString().ShouldBe(network);

    [Fact]
    public async Task A_new_place_is_told_once_however_many_come_at_once_on_two_nodes()
    {
        await using var second = await app.AnotherNode();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await From(client, app.Address, "198.51.100.1")).ShouldBe(HttpStatusCode.OK);
        await Until.True(async () => await Events(shop) == 1, "the first place is written down");
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind = 'platform.mail_key_place'")).ShouldBe(
            0,
            "where a key is first used is where it was made for"
        );

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => From(client, i % 2 == 0 ? app.Address : second.Address, $"203.0.113.{i}"))
        );
        answers.ShouldAllBe(a => a == HttpStatusCode.OK);
        await Until.True(
            async () => await shop.Ask<long>("SELECT count(*) FROM platform.api_key_places") == 2 && await Events(shop) == 2,
            "the second place is written down"
        );
        (await From(client, second.Address, "203.0.113.200")).ShouldBe(HttpStatusCode.OK);
        await Until.True(async () => await Mails(shop) == 1, "the owner is written to");
        (await Events(shop)).ShouldBe(2);
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind = 'platform.mail_key_place'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_list_says_when_and_from_where_a_key_was_last_used()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await From(client, app.Address, "192.0.2.9");
        await Until.True(async () => await Last(client, app.Address) == "192.0.2.9", "the use is written down");
    }

    [Fact]
    public async Task What_a_node_knows_of_uses_is_written_when_it_stops_and_is_no_news_of_access()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var version = await shop.Ask<string>("SELECT xmin::text FROM platform.api_keys");
        var second = await app.AnotherNode();
        await From(client, second.Address, "192.0.2.55");
        await second.DisposeAsync();
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_key_places WHERE network = '192.0.2.0/24'")).ShouldBe(1);
        // Nothing that access hangs on was touched.
        (await shop.Ask<string>("SELECT xmin::text FROM platform.api_keys")).ShouldBe(version);
    }

    [Fact]
    public async Task A_key_that_comes_from_everywhere_does_not_fill_a_mailbox()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        for (var i = 0; i < 20; i++)
            await From(client, app.Address, $"10.1.{i}.1");
        await Until.True(async () => await Events(shop) == 20, "every place is in the log");
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind = 'platform.mail_key_place'")).ShouldBe(
            RecordApiKeyUse.MostMails - 1
        );
    }

    private static Task<long> Events(TestBusiness shop) =>
        shop.Ask<long>($"SELECT count(*) FROM platform.audit_entries WHERE action = '{Event}'");

    private async Task<int> Mails(TestBusiness shop) =>
        (await app.Services.GetRequiredService<FolderMail>().Newest(100, CancellationToken.None)).Count(m =>
            m.To == shop.Email && m.Body.Contains("203.0.113.", StringComparison.Ordinal)
        );

    private static async Task<string?> Last(HttpClient client, string node)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, node + "/api/v1/api-keys");
        request.Headers.Add("X-Forwarded-For", "192.0.2.9");
        using var answer = await client.SendAsync(request);
        return JsonDocument
            .Parse(await answer.Content.ReadAsStringAsync())
            .RootElement.GetProperty("items")[0]
            .GetProperty("lastUsedFrom")
            .GetString();
    }

    private static async Task<HttpStatusCode> From(HttpClient client, string node, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, node + "/api/v1/business");
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
