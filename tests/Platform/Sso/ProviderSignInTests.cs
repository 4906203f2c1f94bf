using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Google, Microsoft, MyDigital ID and any other, by configuration alone.</summary>
public sealed class ProviderSignInTests(ProviderApp app) : IClassFixture<ProviderApp>
{
    [Theory]
    [InlineData("google", "Google")]
    [InlineData("microsoft", "Microsoft")]
    [InlineData("mydigitalid", "MyDigital ID")]
    [InlineData("kedai", "Shop account")]
    public async Task Each_signs_a_new_person_in_and_knows_them_again(string key, string name)
    {
        var realm = app.Realm(key);
        using var browser = new Browser(app);
        (await browser.Get("/en/sign-in")).Text.ShouldContain($"Continue with {name}");
        (await browser.Get("/en/sign-up")).Text.ShouldContain($"Continue with {name}");
        (await Company.Through(browser, $"/signin/{key}")).Location.ShouldBe("/businesses");
        realm.LastAuthorize["redirect_uri"].ShouldBe($"{app.Address}/signin/{key}/callback");
        (await browser.Get("/businesses")).Status.ShouldBe(HttpStatusCode.OK);
        using var later = new Browser(app);
        (await Company.Through(later, $"/signin/{key}?returnUrl=%2Faccount")).Location.ShouldBe("/account");
        (await later.Get("/account")).Text.ShouldContain(key == "mydigitalid" ? "Nama Penuh" : "Aminah Staf");
        (await app.Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_came_by_a_provider_signs_a_business_up_without_a_password_and_as_themselves()
    {
        var realm = app.Realm("kedai");
        using var browser = new Browser(app);
        (await Company.Through(browser, "/signin/kedai?returnUrl=%2Fen%2Fsign-up")).Location.ShouldBe("/en/sign-up");
        var page = await browser.Get("/en/sign-up");
        page.Text.ShouldContain($"You sign it up as Aminah Staf ({realm.Person["email"]})");
        var slug = "kedai-" + Guid.NewGuid().ToString("N")[..12];
        // What somebody slips in besides counts for nothing.
        page = await browser.Post(
            page,
            "sign-up",
            ("Form.BusinessName", "Kedai Aminah"),
            ("Form.Slug", slug),
            ("Form.Industry", "retail.grocery"),
            ("Form.State", "10"),
            ("Form.Agree", "true"),
            ("Form.Email", "lain@contoh.my"),
            ("Form.OwnerName", "Lain")
        );
        page.Location.ShouldNotBeNull(page.Text).ShouldEndWith($"/{slug}/");
        (await browser.Get($"/{slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Count("SELECT count(*) FROM platform.people WHERE email = 'lain@contoh.my'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("kedai", true, true)]
    [InlineData("kedai", false, false)]
    [InlineData("google", true, true)]
    [InlineData("google", false, false)]
    [InlineData("microsoft", true, false)]
    [InlineData("mydigitalid", true, false)]
    public async Task An_address_counts_as_confirmed_only_where_the_provider_may_say_so(string key, bool verified, bool confirmed)
    {
        var realm = app.Realm(key);
        realm.Person["email_verified"] = verified;
        using var browser = new Browser(app);
        await Company.Through(browser, $"/signin/{key}");
        (await app.Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}' AND email_confirmed")).ShouldBe(
            confirmed ? 1 : 0
        );
    }

    [Fact]
    public async Task Googles_word_is_for_mailboxes_it_runs_itself()
    {
        var realm = app.Realm("google");
        realm.Person.Remove("hd");
        using var browser = new Browser(app);
        await Company.Through(browser, "/signin/google");
        (await app.Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}' AND email_confirmed")).ShouldBe(0);
    }

    [Fact]
    public async Task Microsofts_common_address_takes_a_token_only_of_the_tenant_it_names_and_that_tenants_keys()
    {
        var realm = app.Realm("microsoft");
        using var browser = new Browser(app);
        realm.Bend = p => p["iss"] = $"{app.Providers.Address}/{Guid.NewGuid()}/v2.0";
        (await Company.Through(browser, "/signin/microsoft"))
            .Location.ShouldNotBeNull()
            .ShouldStartWith("/signin/microsoft/refused?fault=");
        realm.Bend = p => p.Remove("tid");
        (await Company.Through(browser, "/signin/microsoft"))
            .Location.ShouldNotBeNull()
            .ShouldStartWith("/signin/microsoft/refused?fault=");
        realm.Bend = p => p["tid"] = "{tenantid}";
        (await Company.Through(browser, "/signin/microsoft"))
            .Location.ShouldNotBeNull()
            .ShouldStartWith("/signin/microsoft/refused?fault=");
        realm.Bend = null;
        (await Company.Through(browser, "/signin/microsoft")).Location.ShouldBe("/businesses");
        // The same subject of another organisation is somebody else.
        var first = await app.Count("SELECT count(*) FROM platform.people");
        app.Tenant(realm, Guid.NewGuid());
        realm.Person["email"] = $"{Guid.NewGuid():N}@lain.my";
        using var other = new Browser(app);
        (await Company.Through(other, "/signin/microsoft")).Location.ShouldBe("/businesses");
        (await app.Count("SELECT count(*) FROM platform.people")).ShouldBe(first + 1);
    }

    [Fact]
    public async Task The_identity_card_number_is_checked_and_kept_nowhere()
    {
        var realm = app.Realm("mydigitalid");
        using var browser = new Browser(app);
        foreach (var bad in new[] { "", "991332-14-5678", "abc" })
        {
            realm.Person["nric"] = bad;
            (await Company.Through(browser, "/signin/mydigitalid")).Location.ShouldBe("/signin/mydigitalid/refused?fault=IdentityNumber");
        }
        realm.Person["nric"] = "900101-14-5678";
        (await Company.Through(browser, "/signin/mydigitalid")).Location.ShouldBe("/businesses");
        realm.LastAuthorize["scope"].Split(' ').ShouldContain("mykad");
        await using var admin = await app.Connect("postgres");
        foreach (
            var table in new[] { "people", "person_logins", "person_claims", "person_tokens", "sessions", "audit_entries", "work_items" }
        )
        {
            (
                await app.Count($"SELECT count(*) FROM platform.{table} t WHERE t::text LIKE '%145678%' OR t::text LIKE '%14-5678%'")
            ).ShouldBe(0, table);
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_to_a_strangers_site(string returnUrl)
    {
        app.Realm("kedai");
        using var browser = new Browser(app);
        (await Company.Through(browser, "/signin/kedai?returnUrl=" + Uri.EscapeDataString(returnUrl))).Location.ShouldBe("/businesses");
        (await browser.Get("/signin/unknown")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("ClientId", "")]
    [InlineData("Authority", "http://login.example.my")]
    [InlineData("Kind", "MyDigitalId")]
    public async Task A_configuration_that_cannot_work_stops_the_start(string name, string value)
    {
        string[] settings =
        [
            .. new Dictionary<string, string>
            {
                ["Kind"] = "Oidc",
                ["Authority"] = name == "Kind" ? "" : "https://login.example.my",
                ["ClientId"] = "x",
                ["ClientSecret"] = "y",
                [name] = value,
            }
                .Where(s => s.Value.Length > 0)
                .Select(s => $"--SignIn:Providers:x:{s.Key}={s.Value}"),
        ];
        await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            await using var site = Host.Website.Build(
                app.Services.GetRequiredService<Modules.ModuleCatalog>(),
                () => TestServer.As("niaga_app", app.Database),
                app.DataFolder,
                "http://127.0.0.1:0",
                settings
            );
        });
    }
}
