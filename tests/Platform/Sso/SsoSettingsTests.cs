using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Oidc;
using Niaga.Identity.Sso;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Texts;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>An owner sets it up: what is entered, what a try says, what a switch does.</summary>
public sealed class SsoSettingsTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task What_is_entered_again_as_it_stands_changes_nothing()
    {
        var company = new Company(app, await app.SignUp(), app.Providers.Realm());
        ConnectSso.Mapping[] mappings = [new("Pengurus", "manager")];
        (await company.Connect(i => i with { RoleClaim = "groups", Mappings = mappings })).ShouldBeNull();
        var (version, entries) = (await company.Version(), await Entries());
        (await company.Connect(i => i with { RoleClaim = "groups", Mappings = mappings, ClientSecret = "" })).ShouldBeNull();
        (await company.Version()).ShouldBe(version);
        (await Entries()).ShouldBe(entries);
        (await company.Connect(i => i with { RoleClaim = "groups", ClientSecret = "" })).ShouldBeNull();
        (await Entries()).ShouldBe(entries + 1);

        Task<long> Entries() => company.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries");
    }

    [Fact]
    public async Task An_owner_connects_tries_and_turns_it_on_by_the_page()
    {
        var business = await app.SignUp();
        var company = new Company(app, business, app.Providers.Realm());
        using var owner = await Owner(business);
        var page = await owner.Get($"/{company.Slug}/settings/sso");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain($"{app.Address}/sso/{company.Slug}/callback");
        page = await owner.Post(page, "sso", ("Form.Issuer", "kedai"), ("Form.ClientId", ""), ("Form.DefaultRole", "owner"));
        foreach (var field in new[] { "Issuer", "ClientId", "DefaultRole" })
            page.ErrorOf(field).ShouldNotBeNullOrEmpty(field);
        page = await owner.Post(
            page,
            "sso",
            ("Form.Issuer", company.Realm.Issuer),
            ("Form.ClientId", TestRealm.ClientId),
            ("Form.ClientSecret", TestRealm.ClientSecret),
            ("Form.DefaultRole", "staff"),
            ("Form.Joins", "true"),
            ("Form.RoleClaim", "groups"),
            ("Form.Lines[0].Value", "Pengurus"),
            ("Form.Lines[0].Role", "manager")
        );
        page.Location.ShouldNotBeNull(page.Text).ShouldEndWith("/settings/sso");
        (await app.EmailMessage(business.Email)).ShouldContain("changed how members sign in to");
        page = await owner.Get($"/{company.Slug}/settings/sso");
        page.Text.ShouldContain("Not tried yet");
        page.Body.ShouldNotContain(TestRealm.ClientSecret);
        page.Body.ShouldContain("value=\"Pengurus\"");

        // The domain is missing: the try says so, and admits nobody.
        company.Realm.Person["groups"] = "Pengurus";
        page = await Try(owner, company);
        page.Text.ShouldContain("a domain you haven't verified");
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("none");
        page = await owner.Post(page, "domain", ("Form.Domain", company.Domain.ToUpperInvariant()));
        page.Location.ShouldNotBeNull(page.Text);
        app.Dns.Texts["_niaga-challenge." + company.Domain] =
        [
            "v=spf1 -all",
            await business.Ask<string>("SELECT challenge FROM platform.domains"),
        ];
        page = await owner.Post(await owner.Get($"/{company.Slug}/settings/sso"), "check-" + company.Domain.Replace('.', '_'));
        page.Location.ShouldNotBeNull(page.Text);
        page = await Try(owner, company);
        page.Text.ShouldContain("it works");
        page.Text.ShouldContain("Manager (joins as a new member)");
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("none");

        (await owner.Post(page, "sso-on")).Location.ShouldNotBeNull();
        using var browser = new Browser(app);
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("manager active");
        var log = (await owner.Get($"/{company.Slug}/settings/audit")).Text;
        foreach (
            var said in new[]
            {
                "Connected an identity provider",
                "Added a domain",
                "Verified a domain",
                "Turned single sign-on on",
                "Joined the business",
            }
        )
            log.ShouldContain(said);
        log.ShouldNotContain(TestRealm.ClientSecret);

        page = await owner.Get($"/{company.Slug}/settings/sso");
        (await owner.Post(page, "sso-off")).Location.ShouldNotBeNull();
        await Until.True(
            async () => (await browser.Get($"/{company.Slug}/")).Location?.Contains("/sign-in", StringComparison.Ordinal) == true,
            "whoever came that way is out"
        );
        (await owner.Post(page, "sso-remove")).Location.ShouldNotBeNull();
        (await business.Ask<long>("SELECT count(*) FROM platform.sso_connections")).ShouldBe(0);
        (
            await business.Ask<long>($"SELECT count(*) FROM platform.person_logins WHERE provider_display_name = '{company.Realm.Issuer}'")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Domains_that_look_alike_are_checked_and_removed_each_for_itself()
    {
        var business = await app.SignUp();
        using var owner = await Owner(business);
        string[] domains = [$"a.{business.Slug}.my", $"a-{business.Slug}.my"];
        foreach (var domain in domains)
            await owner.Post(await owner.Get($"/{business.Slug}/settings/sso"), "domain", ("Form.Domain", domain));
        var page = await owner.Get($"/{business.Slug}/settings/sso");
        foreach (var domain in domains)
        {
            page.Text.ShouldContain(domain);
            (await owner.Post(page, "check-" + domain.Replace('.', '_'))).Location.ShouldNotBeNull(domain).ShouldEndWith("/settings/sso");
        }
        (await owner.Post(page, "remove-" + domains[0].Replace('.', '_'))).Location.ShouldNotBeNull();
        (await business.Ask<string>("SELECT string_agg(domain, ' ') FROM platform.domains")).ShouldBe(domains[1]);
    }

    private static readonly Dictionary<string, (Action<TestRealm> Break, string Says)> Diagnoses = new()
    {
        ["nobody there"] = (r => r.Issuer = "http://127.0.0.1:9/realms/x", "didn't answer at its issuer address"),
        ["no document there"] = (r => r.Issuer = r.Address + "/nothing", "didn't answer at its issuer address"),
        ["another document there"] = (r => r.BendDiscovery = d => d.Clear(), "no usable OpenID Connect description"),
        ["calls itself otherwise"] = (
            r => r.BendDiscovery = d => d["issuer"] = "https://login.kedai.example",
            "The provider calls itself “https://login.kedai.example”"
        ),
        ["no code flow"] = (
            r => r.BendDiscovery = d => d["response_types_supported"] = new System.Text.Json.Nodes.JsonArray("id_token"),
            "doesn't offer the authorization code flow"
        ),
        ["only other ways for the secret"] = (
            r =>
                r.BendDiscovery = d => d["token_endpoint_auth_methods_supported"] = new System.Text.Json.Nodes.JsonArray("private_key_jwt"),
            "client_secret_post"
        ),
        ["wrong secret"] = (
            r => r.TokenAnswer = (401, """{"error":"invalid_client"}"""),
            "doesn't accept this client id and secret (invalid_client)"
        ),
        ["no address"] = (r => r.Person.Remove("email"), "No e-mail address among the claims"),
        ["unchecked address"] = (r => r.Person["email_verified"] = false, "email_verified is false"),
        ["foreign domain"] = (r => r.Person["email"] = "a@kedai-lain.my", "a domain you haven't verified"),
        ["for another client"] = (r => r.Bend = p => p["aud"] = "somebody", "another client than the client id"),
        ["clock behind"] = (
            r => r.Bend = p => p["exp"] = p["nbf"] = TimeProvider.System.GetUtcNow().AddMinutes(-9).ToUnixTimeSeconds(),
            "Set the provider's clock"
        ),
        ["signed otherwise"] = (r => r.Sign = r.Key.SignWithPublicKey, "Use RS256, PS256 or ES256"),
        ["said no"] = (r => r.AuthorizeError = "access_denied", "The provider said no"),
        ["another error"] = (r => r.AuthorizeError = "temporarily_unavailable", "“temporarily_unavailable”"),
    };

    public static TheoryData<string> All => [.. Diagnoses.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_try_says_what_is_wrong(string what)
    {
        var business = await app.SignUp();
        var company = new Company(app, business, app.Providers.Realm());
        Diagnoses[what].Break(company.Realm);
        (await company.Connect()).ShouldBeNull();
        await company.Verify(company.Domain);
        using var owner = await Owner(business);
        (await Try(owner, company)).Text.ShouldContain(Diagnoses[what].Says);
        (await business.Ask<bool>("SELECT tried_at IS NULL AND NOT enabled FROM platform.sso_connections")).ShouldBeTrue();
        (await business.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(1);
    }

    [Fact]
    public async Task A_try_begins_on_our_page_and_ends_in_the_same_sign_in()
    {
        var company = await app.Company(on: false);
        using var owner = await Owner(company.Business);
        using var stranger = new Browser(app);
        var ticketed = (await owner.Get($"/{company.Slug}/settings/sso/try")).Location!;
        (await stranger.Get(ticketed)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.Get($"/{company.Slug}/settings/sso/try")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        using var staff = await app.Signed(await company.Member($"staf@{company.Domain}"));
        (await staff.Get($"/{company.Slug}/settings/sso/try")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var back = (await owner.Get((await owner.Get(ticketed)).Location!)).Location!;
        await owner.Get(back);
        (await owner.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("none");
        (await company.Business.Ask<bool>("SELECT tried_at IS NOT NULL FROM platform.sso_connections")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_secret_lies_nowhere_that_can_be_read()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        await using var admin = await app.Connect("postgres");
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                """
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname IN ('platform', 'business', 'retail')
                """,
                admin
            )
        )
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                tables.Add(rows.GetString(0));
        }
        tables.Count.ShouldBeGreaterThan(20);
        string[] shapes =
        [
            TestRealm.ClientSecret,
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(TestRealm.ClientSecret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(TestRealm.ClientSecret)),
        ];
        foreach (var table in tables)
        {
            await using var search = new NpgsqlCommand(
                $"SELECT count(*) FROM {table} t WHERE strpos(t::text, $1) + strpos(t::text, $2) + strpos(t::text, $3) > 0",
                admin
            );
            foreach (var shape in shapes)
                search.Parameters.AddWithValue(shape);
            ((long)(await search.ExecuteScalarAsync())!).ShouldBe(0, table);
        }
        // What lies there opens for this business alone.
        var kept = await company.Business.Ask<byte[]>("SELECT client_secret FROM platform.sso_connections");
        var secrets = app.Services.GetRequiredService<SsoSecrets>();
        secrets.Open(company.Business.Tenant, SsoSecrets.ClientSecret, kept).ShouldBe(TestRealm.ClientSecret);
        secrets.Open((await app.SignUp()).Tenant, SsoSecrets.ClientSecret, kept).ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_is_shown_to_no_other_provider_than_the_one_it_is_of()
    {
        var company = await app.Company();
        (await company.Connect(i => i with { Issuer = app.Providers.Realm().Issuer, ClientSecret = "" })).ShouldBe(
            "platform.sso_secret_needed"
        );
        (await company.Connect(i => i with { ClientSecret = "", Joins = false })).ShouldBeNull();
        (await company.Connect(i => i with { Version = 1 })).ShouldBe("platform.changed_by_another");
        // A new secret must be tried before it may be asked of everybody.
        (await company.Connect()).ShouldBeNull();
        (await company.Act(r => RequireSso.Do(r, new(company.Domain, true), CancellationToken.None))).ShouldBe("platform.sso_try_first");
    }

    [Theory]
    [InlineData("kedai")]
    [InlineData("ftp://kedai.my")]
    [InlineData("https://login.microsoftonline.com/{tenantid}/v2.0")]
    [InlineData("https://kedai.my?x=1")]
    [InlineData("https://kedai.my#x")]
    [InlineData("https://somebody@kedai.my")]
    [InlineData("https://kedai.my\\evil")]
    public async Task An_issuer_is_a_plain_address(string issuer)
    {
        var company = new Company(app, await app.SignUp(), app.Providers.Realm());
        (await company.Connect(i => i with { Issuer = issuer })).ShouldBe("platform.issuer_invalid");
    }

    [Fact]
    public async Task The_page_is_for_whoever_may_and_has_just_proven_who_they_are()
    {
        var company = await app.Company();
        using var stale = await app.Signed(company.Business.Owner, TimeProvider.System.GetUtcNow().AddHours(-1));
        (await stale.Get($"/{company.Slug}/settings/sso")).Location.ShouldNotBeNull().ShouldContain("/confirm");
        using var manager = await app.Signed(await company.Member($"urus@{company.Domain}", "manager"));
        (await manager.Get($"/{company.Slug}/settings/sso")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void Every_fault_has_words_for_the_person_and_for_whoever_sets_it_up()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        Enum.GetValues<SsoFailure>()
            .SelectMany(f => new[] { SsoWords.KeyOf(f), SsoWords.CureOf(f) })
            .Where(k => !texts.Has(k))
            .ShouldBeEmpty();
    }

    /// <summary>From the button through the provider and back to the settings page.</summary>
    private static async Task<Page> Try(Browser owner, Company company)
    {
        var left = await owner.Get((await owner.Get($"/{company.Slug}/settings/sso/try")).Location!);
        if (left.Location!.Contains("/authorize?", StringComparison.Ordinal))
            left = await owner.Get((await owner.Get(left.Location)).Location!);
        left.Location.ShouldBe($"/{company.Slug}/settings/sso#tried");
        return await owner.Get($"/{company.Slug}/settings/sso");
    }

    private Task<Browser> Owner(TestBusiness business) => app.Signed(business.Owner);
}
