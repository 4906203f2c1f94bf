using System.Net;
using Niaga.Platform.Tests.Site;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Who the business's own provider lets in, as whom, and where.</summary>
public sealed class SsoSignInTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task Whoever_the_provider_vouches_for_joins_and_is_in_this_business_alone()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        var page = await Company.Through(browser, company.Start + $"?returnUrl=/{company.Slug}/account");
        page.Location.ShouldBe($"/{company.Slug}/account");
        (await browser.Get($"/{company.Slug}/")).Text.ShouldContain("Aminah Staf");
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("staff active");

        var asked = company.Realm.LastAuthorize;
        asked["redirect_uri"].ShouldBe($"{app.Address}/sso/{company.Slug}/callback");
        // By query, which is what a code without more comes by: a form posted back would lack our cookies.
        asked.GetValueOrDefault("response_mode", "query").ShouldBe("query");
        asked["scope"].Split(' ').ShouldBe(["openid", "profile", "email"], ignoreOrder: true);
        asked["nonce"].Length.ShouldBeGreaterThan(20);
        company.Realm.LastToken["code_verifier"].Length.ShouldBeGreaterThanOrEqualTo(43);

        // Elsewhere this sign-in is nobody's.
        var other = await app.SignUp();
        (await browser.Get($"/{other.Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        (await browser.Get("/businesses")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        (await browser.Get($"/{other.Slug}/api/v1/business")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.Get("/account")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
    }

    [Fact]
    public async Task The_second_sign_in_finds_the_first_also_when_many_come_at_once()
    {
        var company = await app.Company();
        var browsers = Enumerable.Range(0, 6).Select(_ => new Browser(app)).ToArray();
        var pages = await Task.WhenAll(browsers.Select(b => Company.Through(b, company.Start)));
        // Two at once may both find nothing; the later one tries once more and then says so. Nobody is there twice.
        pages.Count(p => p.Location == $"/{company.Slug}/").ShouldBeGreaterThan(0);
        (await Company.Through(browsers[0], company.Start)).Location.ShouldBe($"/{company.Slug}/");
        (await company.Business.Ask<long>($"SELECT count(*) FROM platform.people WHERE email = 'aminah@{company.Domain}'")).ShouldBe(1);
        (await company.Business.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(2);
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Fact]
    public async Task A_confirmed_account_of_the_address_is_the_one_and_an_unconfirmed_claim_is_not()
    {
        var company = await app.Company();
        var email = $"aminah@{company.Domain}";
        // Somebody signed up with the address without ever proving it; they share nothing but the address.
        using var claimant = new Browser(app);
        var slug = "kedai-" + Guid.NewGuid().ToString("N")[..12];
        (
            await claimant.Post(
                await claimant.Get("/en/sign-up"),
                "sign-up",
                ("Form.BusinessName", "Kedai Palsu"),
                ("Form.Slug", slug),
                ("Form.Industry", "retail.grocery"),
                ("Form.State", "10"),
                ("Form.OwnerName", "Palsu"),
                ("Form.Email", email),
                ("Form.Password", "hujan di bukit bendera"),
                ("Form.Agree", "true")
            )
        ).Location.ShouldNotBeNull();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        (await company.Business.Ask<long>($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(2);
        (await browser.Get($"/{slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");

        var other = await app.Company();
        var member = await other.Member($"sedia@{other.Domain}", "manager");
        other.Realm.Person["email"] = $"SEDIA@{other.Domain}";
        using var known = new Browser(app);
        (await Company.Through(known, other.Start)).Location.ShouldBe($"/{other.Slug}/");
        (await other.Business.Ask<Guid>($"SELECT person_id FROM platform.sessions WHERE bound_to = '{other.Business.Tenant}'")).ShouldBe(
            member.Value
        );
        // Without a role claim roles are managed here: the provider changes nothing.
        (await other.Place($"sedia@{other.Domain}")).ShouldBe("manager active");
    }

    [Fact]
    public async Task Joining_off_lets_members_in_and_nobody_else()
    {
        var company = await app.Company(i => i with { Joins = false });
        using var stranger = new Browser(app);
        (await Company.Through(stranger, company.Start)).Location.ShouldBe($"/sso/{company.Slug}/refused?fault=NotMember");
        await company.Stays(stranger, $"aminah@{company.Domain}");
        (await stranger.Get($"/sso/{company.Slug}/refused?fault=NotMember")).Text.ShouldContain("You aren't a member of this business yet");
        await company.Member($"aminah@{company.Domain}");
        (await Company.Through(stranger, company.Start)).Location.ShouldBe($"/{company.Slug}/");
    }

    [Fact]
    public async Task A_suspended_member_stays_out_and_one_suspended_later_is_out_at_the_next_request()
    {
        var company = await app.Company();
        await company.Member($"aminah@{company.Domain}", status: "suspended");
        using var browser = new Browser(app);
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/sso/{company.Slug}/refused?fault=Suspended");
        await company.Stays(browser);
        await company.Run("UPDATE platform.memberships SET status = 'active'");
        await Company.Through(browser, company.Start);
        (await browser.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        await company.Run("UPDATE platform.memberships SET status = 'suspended' WHERE role <> 'owner'");
        await Until.True(async () => (await browser.Get($"/{company.Slug}/")).Status == HttpStatusCode.NotFound, "the member is out");
    }

    [Fact]
    public async Task The_role_follows_the_claim_at_every_sign_in_and_is_never_the_owners()
    {
        var company = await app.Company(i =>
            i with
            {
                RoleClaim = "groups",
                DefaultRole = "read-only",
                Mappings = [new("Kaunter", "accountant"), new("Pengurus", "manager")],
            }
        );
        var email = $"aminah@{company.Domain}";
        using var browser = new Browser(app);
        foreach (
            var (groups, role) in new (object, string)[]
            {
                (new[] { "Lain", "Pengurus" }, "manager"),
                (new[] { "Pengurus", "Kaunter" }, "accountant"),
                ("Pengurus", "manager"),
                (new[] { "owner", "Owner" }, "read-only"),
                (Array.Empty<string>(), "read-only"),
            }
        )
        {
            company.Realm.Person["groups"] = groups;
            (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
            (await company.Place(email)).ShouldBe($"{role} active");
        }
        // An owner of the business keeps their place, whatever the provider says.
        await company.Verify("pemilik-" + company.Domain);
        await company.Run(
            $"UPDATE platform.memberships SET role = 'owner' WHERE person_id = (SELECT id FROM platform.people WHERE email = '{email}')"
        );
        company.Realm.Person["groups"] = "Kaunter";
        await Company.Through(browser, company.Start);
        (await company.Place(email)).ShouldBe("owner active");
    }

    [Theory]
    [InlineData("owner", "platform.sso_role_never_owner")]
    [InlineData("custom.00000000-0000-0000-0000-000000000000", "platform.sso_role_not_offered")]
    public async Task No_setting_makes_owners(string role, string code)
    {
        var business = await app.SignUp();
        var company = new Company(app, business, app.Providers.Realm());
        (await company.Connect(i => i with { DefaultRole = role })).ShouldBe(code);
        (await company.Connect(i => i with { RoleClaim = "groups", Mappings = [new("Bos", role)] })).ShouldBe(code);
        (await company.Connect()).ShouldBeNull();
        // Nor does the database take one, whoever writes it.
        foreach (
            var sql in new[]
            {
                "UPDATE platform.sso_connections SET default_role = 'owner'",
                """
                    INSERT INTO platform.sso_role_mappings (tenant_id, value, role, position) SELECT tenant_id, 'x', 'owner', 0
                    FROM platform.sso_connections
                    """,
            }
        )
        {
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => company.Run(sql))).SqlState.ShouldBe("23514");
        }
    }

    [Fact]
    public async Task Claims_are_called_as_the_owner_says_and_may_come_from_the_users_own_endpoint()
    {
        var company = await app.Company(i => i with { EmailClaim = "upn", NameClaim = "nama" });
        company.Realm.Person.Clear();
        company.Realm.Person["sub"] = "person-9";
        company.Realm.UserInfo = new()
        {
            ["sub"] = "person-9",
            ["upn"] = $"zul@{company.Domain}",
            ["nama"] = "Zulkifli",
        };
        using var browser = new Browser(app);
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
        (await browser.Get($"/{company.Slug}/")).Text.ShouldContain("Zulkifli");
    }

    [Fact]
    public async Task A_second_factor_counts_when_the_provider_says_so_or_the_owner_vouches_for_it()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        (await Factor()).ShouldBeFalse();
        company.Realm.Person["amr"] = new[] { "pwd", "mfa" };
        await Company.Through(browser, company.Start);
        (await Factor()).ShouldBeTrue();
        company.Realm.Person.Remove("amr");
        (await company.Connect(i => i with { TrustsFactor = true, ClientSecret = null })).ShouldBeNull();
        await Company.Through(browser, company.Start);
        (await Factor()).ShouldBeTrue();

        Task<bool> Factor() =>
            company.Business.Ask<bool>(
                $"""
                SELECT factor_at IS NOT NULL FROM platform.sessions WHERE bound_to = '{company.Business.Tenant}'
                ORDER BY started_at DESC LIMIT 1
                """
            );
    }

    [Fact]
    public async Task The_providers_new_keys_are_found_when_it_changes_them()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        var before = company.Realm.Discoveries;
        company.Realm.Key = new();
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
        company.Realm.Discoveries.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_changed_provider_is_the_one_used_on_every_node()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        await using var node = await app.AnotherNode();
        using var there = new Browser(node);
        (await there.Get(company.Start)).Location.ShouldNotBeNull().ShouldStartWith(company.Realm.Address);

        var moved = app.Providers.Realm();
        (await company.Connect(i => i with { Issuer = moved.Issuer })).ShouldBeNull();
        // Another provider's people are other people: signed out, and off until it was tried.
        await Until.True(
            async () => (await browser.Get($"/{company.Slug}/")).Location?.Contains("/sign-in", StringComparison.Ordinal) == true,
            "signed out"
        );
        await Until.True(async () => (await there.Get(company.Start)).Status == HttpStatusCode.NotFound, "off on the other node");
        (
            await company.Business.Ask<long>(
                $"""
                SELECT count(*) FROM platform.person_logins
                WHERE login_provider LIKE 'sso:%' AND provider_display_name = '{company.Realm.Issuer}'
                """
            )
        ).ShouldBe(0);
        await company.TurnOn();
        await Until.True(
            async () => (await there.Get(company.Start)).Location?.StartsWith(moved.Address, StringComparison.Ordinal) == true,
            "the new provider on the other node"
        );
    }
}
