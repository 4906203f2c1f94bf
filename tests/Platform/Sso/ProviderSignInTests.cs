using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Google, Microsoft, MyDigital ID and any other, by configuration alone.</summary>
public sealed class ProviderSignInTests(ProviderSignInTests.Configured app) : IClassFixture<ProviderSignInTests.Configured>
{
    /// <summary>A deployment with four providers, which live on this machine.</summary>
    public sealed class Configured : SsoApp
    {
        protected override string[] Configuration =>
            [
                .. base.Configuration,
                .. One("google", "Google", ("Authority", Providers.Realm("google").Issuer)),
                .. One("microsoft", "Microsoft", ("Authority", Providers.Realm(TestProvider.Common).Issuer)),
                .. One(
                    "mydigitalid",
                    "MyDigitalId",
                    ("BaseAddress", Providers.Address),
                    ("Realm", "mydid"),
                    ("NameClaim", "nama"),
                    ("IcClaim", "nric"),
                    ("Scopes:0", "mykad")
                ),
                .. One(
                    "kedai",
                    "Oidc",
                    ("Authority", Providers.Realm("kedai").Issuer),
                    ("TrustsEmail", "true"),
                    ("DisplayName:ms", "Akaun Kedai"),
                    ("DisplayName:en", "Shop account")
                ),
            ];

        private static IEnumerable<string> One(string key, string kind, params (string Name, string Value)[] more) =>
            more.Append(("Kind", kind))
                .Append(("ClientId", TestRealm.ClientId))
                .Append(("ClientSecret", TestRealm.ClientSecret))
                .Select(s => $"--SignIn:Providers:{key}:{s.Item1}={s.Item2}");
    }

    [Theory]
    [InlineData("google", "Google")]
    [InlineData("microsoft", "Microsoft")]
    [InlineData("mydigitalid", "MyDigital ID")]
    [InlineData("kedai", "Shop account")]
    public async Task Each_signs_a_new_person_in_and_knows_them_again(string key, string name)
    {
        var realm = Realm(key);
        using var browser = new Browser(app);
        (await browser.Get("/en/sign-in")).Text.ShouldContain($"Continue with {name}");
        (await browser.Get("/en/sign-up")).Text.ShouldContain($"Continue with {name}");
        (await Company.Through(browser, $"/signin/{key}")).Location.ShouldBe("/businesses");
        realm.LastAuthorize["redirect_uri"].ShouldBe($"{app.Address}/signin/{key}/callback");
        (await browser.Get("/businesses")).Status.ShouldBe(HttpStatusCode.OK);
        using var later = new Browser(app);
        (await Company.Through(later, $"/signin/{key}?returnUrl=%2Faccount")).Location.ShouldBe("/account");
        (await later.Get("/account")).Text.ShouldContain(key == "mydigitalid" ? "Nama Penuh" : "Aminah Staf");
        (await Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_came_by_a_provider_signs_a_business_up_without_a_password_and_as_themselves()
    {
        var realm = Realm("kedai");
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
        (await Count("SELECT count(*) FROM platform.people WHERE email = 'lain@contoh.my'")).ShouldBe(0);
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
        var realm = Realm(key);
        realm.Person["email_verified"] = verified;
        using var browser = new Browser(app);
        await Company.Through(browser, $"/signin/{key}");
        (await Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}' AND email_confirmed")).ShouldBe(
            confirmed ? 1 : 0
        );
    }

    [Fact]
    public async Task Googles_word_is_for_mailboxes_it_runs_itself()
    {
        var realm = Realm("google");
        realm.Person.Remove("hd");
        using var browser = new Browser(app);
        await Company.Through(browser, "/signin/google");
        (await Count($"SELECT count(*) FROM platform.people WHERE email = '{realm.Person["email"]}' AND email_confirmed")).ShouldBe(0);
    }

    [Fact]
    public async Task An_account_of_the_address_is_not_opened_by_it_but_linked_by_its_holder()
    {
        var realm = Realm("kedai");
        var email = (string)realm.Person["email"];
        var person = await Account(email, confirmed: true);
        using var browser = new Browser(app);
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/signin/kedai/refused?fault=LinkFirst");
        (await browser.Get("/signin/kedai/refused?fault=LinkFirst")).Text.ShouldContain("Sign in to it once as usual");
        browser.Cookies.GetAllCookies().ShouldNotContain(c => c.Name == "niaga.person");
        (await Count($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(1);

        // By its holder, from a page of ours, with the ticket that page seals.
        using var holder = await app.Signed(person);
        (await Company.Through(holder, await NewestTicket())).Location.ShouldBe("/account/security");
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/businesses");
        (await Count($"SELECT count(*) FROM platform.sessions WHERE person_id = '{person}' AND method = 'provider'")).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_only_claims_an_address_learns_nothing_and_gets_an_account_of_their_own()
    {
        var realm = Realm("kedai");
        realm.Person["email_verified"] = false;
        var email = (string)realm.Person["email"];
        var holder = await Account(email, confirmed: true);
        using var browser = new Browser(app);
        // The same answer as for an address nobody has.
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/businesses");
        (await Count($"SELECT count(*) FROM platform.sessions WHERE person_id = '{holder}'")).ShouldBe(0);
        (await Count($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_link_from_elsewhere_links_nothing()
    {
        Realm("kedai");
        var person = await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true);
        using var victim = await app.Signed(person);
        using var attacker = await app.Signed(await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true));
        // Somebody else's ticket, and none, begin a plain sign-in: as whoever the provider says, not as a link.
        foreach (var start in new[] { await NewestTicket(), "/signin/kedai?ticket=invented" })
        {
            await Company.Through(victim, start);
            (await Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task What_is_linked_to_somebody_else_stays_theirs()
    {
        Realm("kedai");
        using var first = new Browser(app);
        await Company.Through(first, "/signin/kedai");
        var person = await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true);
        using var second = await app.Signed(person);
        (await Company.Through(second, await NewestTicket())).Location.ShouldBe("/account/security");
        (await Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_last_way_in_stays_and_one_that_is_removed_lets_nobody_in()
    {
        var realm = Realm("kedai");
        using var browser = new Browser(app);
        await Company.Through(browser, "/signin/kedai");
        var person = await Id((string)realm.Person["email"]);
        var input = new UnlinkProvider.Input("provider:kedai", (string)realm.Person["sub"]);
        (await As(person, r => UnlinkProvider.Do(r, input, CancellationToken.None))).ShouldBe("platform.last_way_in");
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            (
                await accounts.AddPasswordAsync((await accounts.FindByIdAsync(person.ToString()))!, TestBusiness.Password)
            ).Succeeded.ShouldBeTrue();
        }
        (await As(person, r => UnlinkProvider.Do(r, input, CancellationToken.None))).ShouldBeNull();
        await Until.True(
            async () => (await browser.Get("/businesses")).Location?.Contains("/sign-in", StringComparison.Ordinal) == true,
            "signed out"
        );
        (await Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Microsofts_common_address_takes_a_token_only_of_the_tenant_it_names_and_that_tenants_keys()
    {
        var realm = Realm("microsoft");
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
        var first = await Count("SELECT count(*) FROM platform.people");
        Tenant(realm, Guid.NewGuid());
        realm.Person["email"] = $"{Guid.NewGuid():N}@lain.my";
        using var other = new Browser(app);
        (await Company.Through(other, "/signin/microsoft")).Location.ShouldBe("/businesses");
        (await Count("SELECT count(*) FROM platform.people")).ShouldBe(first + 1);
    }

    [Fact]
    public async Task The_identity_card_number_is_checked_and_kept_nowhere()
    {
        var realm = Realm("mydigitalid");
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
            (await Count($"SELECT count(*) FROM platform.{table} t WHERE t::text LIKE '%145678%' OR t::text LIKE '%14-5678%'")).ShouldBe(
                0,
                table
            );
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_to_a_strangers_site(string returnUrl)
    {
        Realm("kedai");
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
                TestServer.As("niaga_app", app.Database),
                app.DataFolder,
                "http://127.0.0.1:0",
                settings
            );
        });
    }

    /// <summary>The provider, honest, with somebody nobody has seen yet.</summary>
    private TestRealm Realm(string key)
    {
        var realm = app.Providers.Realm(
            key switch
            {
                "microsoft" => TestProvider.Common,
                "mydigitalid" => "mydid",
                _ => key,
            }
        );
        realm.Bend = null;
        realm.Person.Clear();
        foreach (
            var (name, value) in new (string, object)[]
            {
                ("sub", Guid.NewGuid().ToString("N")),
                ("name", "Aminah Staf"),
                ("email", $"{Guid.NewGuid():N}@contoh.my"),
                ("email_verified", true),
            }
        )
            realm.Person[name] = value;
        if (key == "google")
            realm.Person["hd"] = "contoh.my";
        if (key == "mydigitalid")
            (realm.Person["nama"], realm.Person["nric"]) = ("Nama Penuh", "900101145678");
        if (key == "microsoft")
            Tenant(realm, Guid.NewGuid());
        return realm;
    }

    private void Tenant(TestRealm realm, Guid tenant)
    {
        var template = $"{app.Providers.Address}/{{tenantid}}/v2.0";
        realm.BendDiscovery = d => d["issuer"] = template;
        realm.IssuerOfKeys = template;
        realm.Person["tid"] = tenant.ToString();
        realm.Person["iss"] = "";
        realm.Issuer = $"{app.Providers.Address}/{tenant}/v2.0";
    }

    /// <summary>The way a link begins, as the security page seals it for whoever signed in last.</summary>
    private async Task<string> NewestTicket()
    {
        var ids = (
            (string)
                await Scalar(
                    "SELECT person_id || ' ' || session_id FROM platform.sessions ORDER BY started_at DESC, session_id DESC LIMIT 1"
                )
        )
            .Split(' ')
            .Select(Guid.Parse)
            .ToArray();
        return "/signin/kedai?ticket="
            + Uri.EscapeDataString(app.Services.GetRequiredService<SsoTickets>().Seal(new LinkTicket("kedai", ids[0], ids[1])));
    }

    private async Task<Guid> Id(string email) =>
        Guid.Parse((await Scalar($"SELECT id::text FROM platform.people WHERE email = '{email}'")).ToString()!);

    private async Task<long> Count(string sql) => (long)await Scalar(sql);

    private async Task<object> Scalar(string sql)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(sql, admin);
        return (await command.ExecuteScalarAsync())!;
    }

    private async Task<PersonId> Account(string email, bool confirmed)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = new Person("Sedia Ada", email, "en", TimeProvider.System.GetUtcNow()) { EmailConfirmed = confirmed };
        (await accounts.CreateAsync(person, TestBusiness.Password)).Succeeded.ShouldBeTrue();
        return person.PersonId;
    }

    private async Task<string?> As(Guid person, Func<UseCaseRunner, Task<Outcome<Done>>> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(TenantId.Platform, null, []);
        caller.Identify(new(person), []);
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.Code;
    }
}
