using System.Net;
using System.Net.Http.Json;
using Niaga.Identity.Domains;
using Niaga.Identity.Sso;
using Niaga.Platform.Tests.Accounts;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>A business asks that addresses of its domain come in through its own provider.</summary>
public sealed class SsoRequiredTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task It_is_asked_for_only_when_it_is_on_proven_and_tried_today()
    {
        var company = await app.Company(on: false);
        (await Require(company)).ShouldBe("platform.sso_not_connected");
        await company.TurnOn();
        await company.Run("UPDATE platform.sso_connections SET tried_at = now() - interval '25 hours'");
        (await Require(company)).ShouldBe("platform.sso_try_first");
        await company.Run("UPDATE platform.sso_connections SET tried_at = now()");
        (await company.Act(r => AddDomain.Do(r, new("lain-" + company.Domain), CancellationToken.None))).ShouldBeNull();
        (await company.Act(r => RequireSso.Do(r, new("lain-" + company.Domain, true), CancellationToken.None))).ShouldBe(
            "platform.domain_not_verified"
        );
        (await Require(company)).ShouldBeNull();
        // Off again: nobody is shut out by a provider that lets nobody in.
        (await company.Act(r => EnableSso.Do(r, false, CancellationToken.None))).ShouldBeNull();
        (await company.Business.Ask<bool>("SELECT bool_or(sso_required) FROM platform.domains")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_of_the_domain_comes_in_through_the_provider_only_and_others_as_before()
    {
        var company = await app.Company();
        var member = await company.Member($"aminah@{company.Domain}");
        var guest = await company.Member($"tetamu@{Guid.NewGuid():N}.my");
        using var inside = await app.Signed(member);
        using var factor = await app.Signed(member, factor: true);
        using var other = await app.Signed(guest);
        (await inside.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await Require(company)).ShouldBeNull();
        await Until.True(
            async () =>
                (await inside.Get($"/{company.Slug}/settings?x=1")).Location
                == $"/sso/{company.Slug}?returnUrl={Uri.EscapeDataString($"/{company.Slug}/settings?x=1")}",
            "led to the provider"
        );
        (await factor.Get($"/{company.Slug}/")).Location.ShouldNotBeNull().ShouldStartWith(company.Start);
        var api = await inside.Get($"/{company.Slug}/api/v1/business");
        api.Status.ShouldBe(HttpStatusCode.Forbidden);
        api.Body.ShouldContain("platform.sso_required");
        // A form is answered with a page of ours: the browser would not follow it to another host.
        (await inside.Send($"/{company.Slug}/settings"))
            .Location.ShouldNotBeNull()
            .ShouldStartWith($"{company.Start}/go?returnUrl=");
        (await other.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await Company.Through(inside, $"{company.Start}?returnUrl=%2F{company.Slug}%2Fsettings")).Location.ShouldBe(
            $"/{company.Slug}/settings"
        );
        (await inside.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        // The same person elsewhere is not the provider's to keep.
        var elsewhere = await app.SignUp();
        await new Company(app, elsewhere, app.Providers.Realm()).Run(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{elsewhere.Tenant}', '{member}', 'staff', now())
            """
        );
        (await factor.Get($"/{elsewhere.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_buys_no_key_past_it()
    {
        var company = await app.Company();
        var member = $"aminah@{company.Domain}";
        await company.Member(member, "manager");
        (await Require(company)).ShouldBeNull();
        using var client = app.NewClient();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = member,
                password = TestBusiness.Password,
                business = company.Slug,
                name = "x",
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("platform.key_needs_sso");
        using var wrong = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = member,
                password = "not the password",
                business = company.Slug,
                name = "x",
            }
        );
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Should_the_provider_fail_an_owner_with_a_second_factor_gets_in_and_the_log_says_so_once()
    {
        var company = await app.Company();
        var boss = await company.Member($"bos@{company.Domain}", "owner");
        var manager = await company.Member($"urus@{company.Domain}", "manager");
        (await Require(company)).ShouldBeNull();
        using var plain = await app.Signed(boss);
        using var proven = await app.Signed(boss, factor: true);
        using var second = await app.Signed(manager, factor: true);
        await Until.True(
            async () => (await plain.Get($"/{company.Slug}/")).Location?.StartsWith(company.Start, StringComparison.Ordinal) == true,
            "asked for"
        );
        (await second.Get($"/{company.Slug}/")).Location.ShouldNotBeNull().ShouldStartWith(company.Start);
        await Task.WhenAll(
            Enumerable.Range(0, 5).Select(async _ => (await proven.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK))
        );
        await using var node = await app.AnotherNode();
        using var there = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = proven.Cookies })
        {
            BaseAddress = new(node.Address),
        };
        (await there.GetAsync($"/{company.Slug}/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await company.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.sso_bypassed_by_owner'")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task The_sign_in_page_leads_an_address_of_the_domain_there_whoever_it_is_and_whatever_the_password()
    {
        var company = await app.Company();
        await company.Member($"aminah@{company.Domain}");
        var before = await SignIn($"aminah@{company.Domain}", TestBusiness.Password);
        before.Location.ShouldNotBeNull().ShouldEndWith($"/{company.Slug}/");
        (await Require(company)).ShouldBeNull();
        foreach (
            var (email, password) in new[]
            {
                ($"aminah@{company.Domain}", TestBusiness.Password),
                ($"AMINAH@{company.Domain.ToUpperInvariant()}", "wrong"),
                ($"tiada@{company.Domain}", "wrong"),
            }
        )
        {
            await Until.True(
                async () => (await SignIn(email, password)).Location?.EndsWith($"/sso/{company.Slug}/go", StringComparison.Ordinal) == true,
                email
            );
        }
        // The page between leads on by itself, by a link, and carries where they wanted to go.
        using var browser = new Browser(app);
        var go = await browser.Get($"/sso/{company.Slug}/go?returnUrl=%2F{company.Slug}%2Faccount");
        go.Body.ShouldContain($"http-equiv=\"refresh\" content=\"0; url=/sso/{company.Slug}?returnUrl=%2F{company.Slug}%2Faccount\"");
        (await browser.Get($"/sso/{company.Slug}/go?returnUrl=https%3A%2F%2Fevil.example")).Body.ShouldContain(
            $"content=\"0; url=/sso/{company.Slug}\""
        );
        // And who works elsewhere too, or is the owner of a business whose provider fails, signs in directly.
        (await SignIn($"aminah@{company.Domain}", TestBusiness.Password, "/sign-in?direct=true"))
            .Location.ShouldNotBeNull()
            .ShouldEndWith($"/{company.Slug}/");
    }

    [Fact]
    public async Task By_the_work_address_one_finds_ones_company_whether_it_is_asked_for_or_not()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        (await browser.Post(await browser.Get("/sign-in/company"), "company", ("Form.Email", $"siapa@{company.Domain}")))
            .Location.ShouldNotBeNull()
            .ShouldEndWith($"/sso/{company.Slug}/go");
        (await browser.Post(await browser.Get("/sign-in/company"), "company", ("Form.Email", "siapa@gmail.com")))
            .ErrorOf("Email")
            .ShouldNotBeNull()
            .ShouldContain("No company");
        (await browser.Post(await browser.Get("/sign-in/company"), "company", ("Form.Email", "siapa"))).ErrorOf("Email").ShouldNotBeNull();
        // One that has only added a domain, or has turned it off, speaks for nobody.
        (await company.Act(r => EnableSso.Do(r, false, CancellationToken.None))).ShouldBeNull();
        (await browser.Post(await browser.Get("/sign-in/company"), "company", ("Form.Email", $"siapa@{company.Domain}")))
            .ErrorOf("Email")
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task To_confirm_the_provider_must_ask_again()
    {
        var company = await app.Company(i => i with { RoleClaim = "r", Mappings = [new("m", "manager")] });
        await company.Run(
            $$"""
            INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{{company.Business.Tenant}}', '{{Guid.CreateVersion7()}}', 'Juruteknik', '{platform.members.manage}', now(), now())
            """
        );
        var role = await company.Business.Ask<string>("SELECT 'custom.' || role_id FROM platform.roles");
        (await company.Connect(i => i with { ClientSecret = null, RoleClaim = "r", Mappings = [new("m", role)] })).ShouldBeNull();
        company.Realm.Person["r"] = "m";
        // They typed something there long ago: it opens the business, but confirms nothing.
        company.Realm.AuthenticatedAt = TimeProvider.System.GetUtcNow().AddYears(-2);
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        var again = (await browser.Get($"/{company.Slug}/settings/members/invite")).Location.ShouldNotBeNull();
        again.ShouldBe($"/sso/{company.Slug}/again?returnUrl=%2F{company.Slug}%2Fsettings%2Fmembers%2Finvite");
        // A provider that lets them through without asking does not count.
        (await Company.Through(browser, again)).Location.ShouldBe($"/sso/{company.Slug}/refused?fault=NotAnew");
        company.Realm.LastAuthorize["prompt"].ShouldBe("login");
        company.Realm.LastAuthorize["max_age"].ShouldBe("0");
        company.Realm.AuthenticatedAt = TimeProvider.System.GetUtcNow();
        // Nor does somebody else.
        company.Realm.Person["sub"] = "person-2";
        company.Realm.Person["email"] = $"lain@{company.Domain}";
        (await Company.Through(browser, again)).Location.ShouldBe($"/sso/{company.Slug}/refused?fault=AnotherPerson");
        (await browser.Get($"/{company.Slug}/settings/members/invite")).Location.ShouldNotBeNull().ShouldContain("/again");
        company.Realm.Person["sub"] = "person-1";
        company.Realm.Person["email"] = $"aminah@{company.Domain}";
        (await Company.Through(browser, again)).Location.ShouldBe($"/{company.Slug}/settings/members/invite");
        (await browser.Get($"/{company.Slug}/settings/members/invite")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await company.Business.Ask<long>(
                $"SELECT count(*) FROM platform.sessions WHERE bound_to = '{company.Business.Tenant}' AND ended_at IS NULL"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task No_other_address_gets_around_a_domain_that_must()
    {
        var company = await app.Company();
        var email = $"hasan@{company.Domain}";
        var person = await company.Member(email);
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/sign-in?direct=true"),
            "sign-in",
            ("Form.Email", email),
            ("Form.Password", TestBusiness.Password)
        );
        // Asked for before the company asked for its sign-in: the link that comes after opens nothing.
        await browser.Post(await browser.Get("/account/email"), "change-email", ("Form.Email", $"{person}@gmail.com"));
        var link = await app.Link($"{person}@gmail.com");
        (await Require(company)).ShouldBeNull();
        (await browser.Post(await browser.Get(link), "confirm-email")).Text.ShouldContain("company");
        (
            await browser.Post(await browser.Get("/account/email"), "change-email", ("Form.Email", $"{person}-2@gmail.com"))
        ).Text.ShouldContain("company");
        (await company.Business.Ask<string>($"SELECT email FROM platform.people WHERE id = '{person}'")).ShouldBe(email);
        (await browser.Get($"/{company.Slug}/")).Location.ShouldNotBeNull().ShouldStartWith($"/sso/{company.Slug}");
    }

    [Fact]
    public async Task A_domain_that_must_and_goes_is_told_to_the_owners()
    {
        var company = await app.Company();
        (await Require(company)).ShouldBeNull();
        var before = await Told();
        (await company.Act(r => RemoveDomain.Do(r, new(company.Domain), CancellationToken.None))).ShouldBeNull();
        (await Told()).ShouldBe(before + 1);

        Task<long> Told() => company.Business.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind = 'platform.owner_notice'");
    }

    private static Task<string?> Require(Company company) =>
        company.Act(r => RequireSso.Do(r, new(company.Domain, true), CancellationToken.None));

    private async Task<Page> SignIn(string email, string password, string at = "/en/sign-in")
    {
        using var browser = new Browser(app);
        return await browser.Post(await browser.Get(at), "sign-in", ("Form.Email", email), ("Form.Password", password));
    }
}
