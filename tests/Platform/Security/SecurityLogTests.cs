using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>What the owner sees of who came in, what changed about access and what was taken out.</summary>
public sealed class SecurityLogTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public void Every_security_event_is_about_something()
    {
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        modules
            .SecurityEvents.Where(e => e.Value == SecurityEventType.Other)
            .Select(e => e.Key)
            .ShouldBeEmpty("name it as the others of its kind, or give its kind in the manifest");
        modules.SecurityEvents["retail.products_exported"].ShouldBe(SecurityEventType.Export);
        modules.SecurityEvents["platform.api_key_made"].ShouldBe(SecurityEventType.Key);
    }

    [Fact]
    public async Task A_sign_in_and_an_export_show_with_who_when_and_where_and_other_acts_do_not()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        (await browser.Get($"/{shop.Slug}/products.csv?q=gula")).Status.ShouldBe(HttpStatusCode.OK);
        var page = await Shown(browser, shop, "Signed in");
        page.Text.ShouldContain("Exported products");
        page.Text.ShouldContain("Siti Owner");
        page.Text.ShouldContain("127.0.0.1");
        page.Text.ShouldNotContain("Signed up the business");
        page.Text.ShouldContain("gula");

        var exports = await browser.Get($"/{shop.Slug}/settings/security-log?kind=exports");
        exports.Text.ShouldContain("Exported products");
        exports.Text.ShouldNotContain("<strong>Signed in");
        (await browser.Get($"/{shop.Slug}/settings/security-log?kind=keys")).Text.ShouldContain("Nothing matches");
        (await browser.Get($"/{shop.Slug}/settings/security-log?from=2031-01-01")).Text.ShouldContain("Nothing matches");
        (await browser.Get($"/{shop.Slug}/settings/security-log?to=2020-01-01")).Text.ShouldContain("Nothing matches");
        (await browser.Get($"/{shop.Slug}/settings/security-log?q=gula")).Text.ShouldContain("Exported products");
        (await browser.Get($"/{shop.Slug}/settings/security-log?q=siti")).Text.ShouldContain("Exported products");
        (await browser.Get($"/{shop.Slug}/settings/security-log?q=exported")).Text.ShouldContain("Exported products");
        (await browser.Get($"/{shop.Slug}/settings/security-log?q=%25")).Text.ShouldContain("Nothing matches");
    }

    [Theory]
    [InlineData("en", "Sell at the till", "Make and change roles", "Second step for", "Manager, Cashier")]
    [InlineData("ms", "Jual di kaunter", "Cipta dan ubah peranan", "Langkah kedua bagi", "Pengurus, Juruwang")]
    public async Task Facts_are_said_in_the_readers_words_and_not_in_keys(string language, params string[] says)
    {
        var shop = await app.SignUp();
        await using (var scope = shop.Act())
        {
            var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
            (
                await CreateRole.Do(runner, new("Penyelia", ["retail.sales.sell", PlatformPermissions.RolesManage]), CancellationToken.None)
            ).Refusal.ShouldBeNull();
            (
                await ChangeAccessPolicy.Do(runner, new([BuiltInRoles.Manager, "retail.cashier"], 60, null), CancellationToken.None)
            ).Refusal.ShouldBeNull();
        }
        using var browser = await app.Enter(shop.Email);
        foreach (var log in new[] { "security-log", "audit" })
        {
            var page = await browser.Get($"/{shop.Slug}/settings/{log}?lang={language}");
            foreach (var word in says)
                page.Text.ShouldContain(word, customMessage: log);
            page.Text.ShouldNotContain("retail.sales.sell");
            page.Text.ShouldNotContain("[\"");
        }
    }

    [Theory]
    [InlineData("kind=nothing")]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-13-01")]
    [InlineData("personId=somebody")]
    public async Task What_the_address_asks_for_in_vain_is_said(string query)
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/settings/security-log?{query}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain("This address asks for something the log doesn't know");
    }

    [Fact]
    public async Task One_person_is_picked_out_of_all()
    {
        var shop = await app.SignUp();
        var colleague = await app.Join(shop, BuiltInRoles.Manager);
        using var owner = await app.Enter(shop.Email);
        using var manager = await app.Enter(colleague.Email);
        using var client = await shop.Client();
        await Until.True(
            async () => (await Events(client, $"personId={colleague.Owner}")).Count == 1,
            "the colleague's sign-in is in the log"
        );
        var theirs = (await Events(client, $"personId={colleague.Owner}")).ShouldHaveSingleItem();
        theirs.GetProperty("event").GetString().ShouldBe("platform.signed_in");
        theirs.GetProperty("who").GetProperty("id").GetGuid().ShouldBe(colleague.Owner.Value);
        theirs.GetProperty("about").GetProperty("name").GetString().ShouldBe("Siti Owner");
        theirs.GetProperty("kind").GetString().ShouldBe("sign-ins");
        (await Events(client, $"personId={shop.Owner}"))
            .Select(e => e.GetProperty("event").GetString())
            .ShouldContain("platform.api_key_made");
        // The colleague's own shop knows of their sign-in too, and of nobody else's.
        using var their = await colleague.Client();
        (await Events(their, "kind=sign-ins"))
            .ShouldHaveSingleItem()
            .GetProperty("who")
            .GetProperty("id")
            .GetGuid()
            .ShouldBe(colleague.Owner.Value);
    }

    [Fact]
    public async Task The_api_turns_pages_by_cursor_and_misses_and_repeats_nothing()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        for (var i = 0; i < 7; i++)
            (await client.GetAsync("/api/v1/products/export")).EnsureSuccessStatusCode();
        var (seen, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await Page(client, "kind=exports&limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        } while (cursor is not null);
        seen.Count.ShouldBe(7);
        seen.ShouldBeUnique();
        seen.Select(id => id.ToString()).ShouldBe(seen.Select(id => id.ToString()).OrderDescending(StringComparer.Ordinal));
        foreach (
            var (query, code) in new[]
            {
                ("kind=x", "platform.invalid"),
                ("from=x", "platform.invalid"),
                ("limit=0", "platform.invalid"),
                ("cursor=x", "platform.cursor_invalid"),
            }
        )
        {
            using var refused = await client.GetAsync("/api/v1/security-events?" + query);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(code);
        }
    }

    [Fact]
    public async Task The_log_leaves_as_a_file_and_that_is_in_the_log()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        await app.Run(
            shop,
            "INSERT INTO platform.audit_entries (tenant_id, entry_id, at, channel, action, subject, subject_id, after) VALUES ("
                + $"'{shop.Tenant}', uuidv7(), now(), 'page', 'platform.api_key_made', "
                + $"'platform.api_key', 'x', '{{\"device\":\"=cmd()\"}}')"
        );
        var file = await browser.Get($"/{shop.Slug}/settings/security-log.csv?kind=keys");
        file.Status.ShouldBe(HttpStatusCode.OK);
        file.Body.ShouldContain("Made an API key");
        file.Body.ShouldContain("'=cmd()");
        file.Body.Trim().Split('\n').Length.ShouldBe(2);
        (await shop.Ask<string>("SELECT after FROM platform.audit_entries WHERE action = 'platform.security_log_exported'")).ShouldContain(
            "\"rows\":1"
        );
        (await browser.Get($"/{shop.Slug}/settings/security-log.csv?kind=x")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.security_log_exported'")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_not_read_it_meets_a_closed_door()
    {
        var shop = await app.SignUp();
        var colleague = await app.Join(shop, BuiltInRoles.Staff);
        using var browser = await app.Enter(colleague.Email);
        foreach (
            var path in new[]
            {
                "settings/security-log",
                "settings/security-log.csv",
                "settings/security",
                "settings/security/change",
                "api/v1/security-events",
                "api/v1/security-policy",
            }
        )
        {
            (await browser.Get($"/{shop.Slug}/{path}")).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        (await browser.Get($"/{shop.Slug}/settings/tokens")).Body.ShouldNotContain("settings/security");
    }

    private static async Task<Page> Shown(Browser browser, TestBusiness shop, string text)
    {
        var page = await browser.Get($"/{shop.Slug}/settings/security-log");
        await Until.True(
            async () =>
                (page = await browser.Get($"/{shop.Slug}/settings/security-log")).Text.Contains(
                    $"<strong>{text}",
                    StringComparison.Ordinal
                ),
            $"the log shows “{text}”"
        );
        return page;
    }

    private static async Task<IReadOnlyList<JsonElement>> Events(HttpClient client, string query) =>
        [.. (await Page(client, query)).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> Page(HttpClient client, string query)
    {
        using var answer = await client.GetAsync("/api/v1/security-events?" + query);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
