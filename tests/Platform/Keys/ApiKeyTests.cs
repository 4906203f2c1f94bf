using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Identity.Members;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keys;

/// <summary>A key does its scope as far as its maker may, and nothing the moment either is gone.</summary>
public sealed partial class ApiKeyTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Look = "platform.settings.view";

    [Fact]
    public async Task A_key_does_what_it_was_given_and_nothing_else()
    {
        var shop = await app.SignUp();
        using var client = Client(await Make(shop, scope: [Look]));
        (await Get(client, "/api/v1/business")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "/api/v1/products")).ShouldBe(HttpStatusCode.Forbidden);
        (await Get(client, "/api/v1/api-keys")).ShouldBe(HttpStatusCode.Forbidden);
        // No page is a way around.
        foreach (var page in new[] { "settings", "products", "account" })
            (await Get(client, $"/{shop.Slug}/{page}")).ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_page_sent_again_makes_no_second_key()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/settings/api-keys/new");
        (string, string)[] filled = [("Form.Name", "Kedai dalam talian"), ("Form.Days", "30"), ("Form.Preset", "reading")];
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.Post(page, "make", filled)));
        // Each shows the one key: its first answer may have been lost on the way.
        answers.Select(a => Secret().Match(a.Text).Value).Distinct().ShouldHaveSingleItem().ShouldNotBeEmpty();
        (await browser.Post(page, "make", [.. filled.Skip(1), ("Form.Name", "Lain")])).Text.ShouldContain("This form was saved already");
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(1);
        (await browser.Post(await browser.Get($"/{shop.Slug}/settings/api-keys/new"), "make", filled)).Text.ShouldContain("niaga_");
    }

    [Fact]
    public async Task On_a_page_that_anybody_may_see_a_key_is_anybody()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        var email = $"{Guid.NewGuid():N}@kedai.my";
        (
            await app.As(
                other,
                other.Owner,
                r => InviteMember.Do(r, new(email, "staff", "en", $"{app.Address}/{other.Slug}"), CancellationToken.None)
            )
        ).Refusal.ShouldBeNull();
        var link = Staff.Link(await app.EmailMessage(email));
        using var client = Client(await Make(shop));
        // Whoever is signed in joins as who they are; whoever is not is asked for a name and a password.
        (await client.GetStringAsync(link)).ShouldContain("Form.Password");
    }

    [Fact]
    public async Task Implied_permissions_come_with_what_implies_them()
    {
        var shop = await app.SignUp();
        using var client = Client(await Make(shop, scope: ["platform.settings.edit"]));
        (await Get(client, "/api/v1/business")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("UPDATE platform.memberships SET role = 'staff'", HttpStatusCode.Forbidden)]
    [InlineData("UPDATE platform.memberships SET status = 'suspended'", HttpStatusCode.Unauthorized)]
    [InlineData("DELETE FROM platform.memberships", HttpStatusCode.Unauthorized)]
    public async Task A_key_loses_what_its_maker_loses_on_every_node(string sql, HttpStatusCode expected)
    {
        await using var second = await app.AnotherNode();
        var shop = await app.SignUp();
        var manager = await Join(shop, "manager");
        using var client = Client(await Make(shop, manager));
        string[] nodes = [app.Address, second.Address];
        foreach (var node in nodes)
            (await Get(client, node + "/api/v1/business")).ShouldBe(HttpStatusCode.OK);
        await Sql($"{sql} WHERE tenant_id = '{shop.Tenant}' AND person_id = '{manager.Owner}'");
        foreach (var node in nodes)
            await Until.True(async () => await Get(client, node + "/api/v1/business") == expected, $"{node} answers {expected}", 2);
    }

    [Fact]
    public async Task Nobody_gives_a_key_what_they_lack()
    {
        var shop = await app.SignUp();
        var manager = await Join(shop, "manager");
        (await Refused(shop, manager, scope: ["platform.roles.manage"])).ShouldBe(
            (HttpStatusCode.Forbidden, "platform.key_scope_beyond_yours")
        );
        (await Refused(shop, manager, scope: ["platform.nothing"])).ShouldBe(
            (HttpStatusCode.BadRequest, "platform.key_permission_unknown")
        );
        (await Refused(shop, manager, scope: [])).ShouldBe((HttpStatusCode.BadRequest, "platform.required"));
        (await shop.Ask<long>("SELECT count(*) FROM platform.api_keys")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_manages_keys_sees_and_revokes_all_of_them_and_others_none()
    {
        var shop = await app.SignUp();
        var manager = await Join(shop, "manager");
        var staff = await Join(shop, "staff");
        (await Refused(shop, staff)).ShouldBe((HttpStatusCode.Forbidden, "platform.forbidden"));
        using var made = Client(await Make(shop, manager, name: "Web shop"));
        using var owner = await shop.Client();
        var list = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/api-keys")).GetProperty("items").EnumerateArray().ToArray();
        list.Length.ShouldBe(2);
        var shown = list.Single(k => k.GetProperty("name").GetString() == "Web shop");
        shown.GetProperty("state").GetString().ShouldBe("working");
        made.DefaultRequestHeaders.Authorization!.Parameter!.ShouldEndWith(shown.GetProperty("hint").GetString()![^4..]);
        (await owner.DeleteAsync($"/api/v1/api-keys/{shown.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Until.True(async () => await Get(made, "/api/v1/business") == HttpStatusCode.Unauthorized, "the key is shut", 2);
        // Revoking twice is not two events.
        (await owner.DeleteAsync($"/api/v1/api-keys/{shown.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.api_key_revoked'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_can_not_make_keys_through_the_page()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var page = await client.GetAsync($"/{shop.Slug}/settings/api-keys/new");
        page.StatusCode.ShouldBe(HttpStatusCode.Found);
        page.Headers.Location!.OriginalString.ShouldStartWith("/sign-in?");
    }

    [Theory]
    [InlineData("UPDATE platform.people SET two_factor_enabled = true WHERE id = '{person}'")]
    [InlineData("INSERT INTO platform.person_passkeys (credential_id, user_id, data) VALUES (sha256('{person}'), '{person}', '{{}}')")]
    [InlineData(
        "INSERT INTO platform.access_policies (tenant_id, second_factor_roles, updated_at) VALUES ('{tenant}', '{{owner}}', now())"
    )]
    public async Task A_password_alone_makes_no_key_where_a_second_factor_is_had_or_asked(string sql)
    {
        var shop = await app.SignUp();
        await Sql(
            sql.Replace("{{", "{", StringComparison.Ordinal)
                .Replace("}}", "}", StringComparison.Ordinal)
                .Replace("{person}", shop.Owner.ToString(), StringComparison.Ordinal)
                .Replace("{tenant}", shop.Tenant.ToString(), StringComparison.Ordinal)
        );
        await Until.True(
            async () => await Refused(shop) == (HttpStatusCode.Forbidden, "platform.second_factor_required"),
            "a password is not enough",
            2
        );
    }

    [Fact]
    public async Task A_password_makes_no_key_for_an_address_that_signs_in_through_its_company()
    {
        var shop = await app.SignUp();
        await Sql(
            $"""
            INSERT INTO platform.domains (tenant_id, domain, challenge, created_at, verified_at, sso_required)
            VALUES ('{shop.Tenant}', '{shop.Email.Split('@')[1]}', 'x', now(), now(), true)
            """
        );
        (await Refused(shop)).ShouldBe((HttpStatusCode.Forbidden, "platform.key_needs_sso"));
    }

    [Fact]
    public async Task What_is_kept_of_a_key_does_not_open_anything()
    {
        var shop = await app.SignUp();
        var key = await Make(shop);
        (await shop.Ask<string>("SELECT k::text FROM platform.api_keys k")).ShouldNotContain(key[^20..]);
        (await shop.Ask<string>("SELECT string_agg(coalesce(after, ''), ' ') FROM platform.audit_entries")).ShouldNotContain(key[^20..]);
    }

    private HttpClient Client(string key)
    {
        var client = app.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task<string> Make(TestBusiness shop, TestBusiness? person = null, string[]? scope = null, string name = "test")
    {
        using var answer = await Ask(shop, person, scope, name);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    private async Task<(HttpStatusCode, string?)> Refused(TestBusiness shop, TestBusiness? person = null, string[]? scope = null)
    {
        using var answer = await Ask(shop, person, scope, "test");
        return (
            answer.StatusCode,
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("code", out var code) ? code.GetString() : null
        );
    }

    private async Task<HttpResponseMessage> Ask(TestBusiness shop, TestBusiness? person, string[]? scope, string name)
    {
        using var visitor = app.NewClient();
        return await visitor.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = (person ?? shop).Email,
                password = TestBusiness.Password,
                business = shop.Slug,
                name,
                scope,
            }
        );
    }

    /// <summary>Somebody with an account of their own becomes a member.</summary>
    private async Task<TestBusiness> Join(TestBusiness shop, string role)
    {
        var person = await app.SignUp();
        await Sql(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{person.Owner}', '{role}', now())
            """
        );
        return person;
    }

    private async Task Sql(string sql)
    {
        await using var admin = await app.Connect("postgres");
        // What announces a change names a business, and here none is at work.
        await using var command = new NpgsqlCommand($"SELECT set_config('app.tenant_id', '{Guid.Empty}', false); {sql}", admin);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<HttpStatusCode> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    [GeneratedRegex("niaga_[0-9a-f]{32}_[A-Za-z0-9_-]+")]
    private static partial Regex Secret();
}
