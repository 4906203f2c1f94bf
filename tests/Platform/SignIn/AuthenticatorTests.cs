using System.Net;
using System.Net.Http.Json;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

/// <summary>The app on a phone: set up, asked for, taken off.</summary>
public sealed class AuthenticatorTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task With_an_app_the_password_alone_opens_nothing_and_the_code_does()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        phone.Recovery.Count.ShouldBe(10);
        phone.Recovery.Distinct().Count().ShouldBe(10);
        using var browser = new Browser(app);
        var first = await Authenticator.Password(browser, business.Email, at: $"/sign-in?returnUrl=%2F{business.Slug}%2Fsettings");
        first.Location.ShouldEndWith($"/second-factor?returnUrl=%2F{business.Slug}%2Fsettings");
        (await browser.Get($"/{business.Slug}/")).Location.ShouldStartWith("/sign-in?");
        (await browser.Get("/account")).Location.ShouldStartWith("/sign-in?");
        (await Authenticator.Second(browser, first.Location!, phone.NextCode())).Location.ShouldEndWith($"/{business.Slug}/settings");
        (await browser.Get($"/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await business.Ask<long>(
                $"""
                SELECT count(*) FROM platform.sessions
                WHERE person_id = '{business.Owner}' AND ended_at IS NULL AND method = 'password' AND factor_at IS NOT NULL
                """
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_code_that_does_not_fit_turns_nothing_on_and_the_key_stays_the_same()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var page = await browser.Get("/account/security/authenticator");
        var refused = await browser.Post(page, "authenticator", ("Form.Code", "12 34"));
        refused.ErrorOf("Code").ShouldNotBeNull().ShouldContain("doesn't fit");
        Authenticator.KeyOn(refused).ShouldBe(Authenticator.KeyOn(page));
        (await business.Ask<bool>($"SELECT two_factor_enabled FROM platform.people WHERE id = '{business.Owner}'")).ShouldBeFalse();
        using var another = new Browser(app);
        (await Authenticator.Password(another, business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task A_page_with_another_persons_key_sets_up_nothing()
    {
        var (mine, theirs) = (await app.SignUp(), await app.SignUp());
        using var attacker = await app.SignedIn(theirs);
        using var victim = await app.SignedIn(mine);
        var known = await attacker.Get("/account/security/authenticator");
        var form = System.Text.RegularExpressions.Regex.Match(known.Body, "name=\"Form.Key\" value=\"([^\"]*)\"").Groups[1].Value;
        var key = Authenticator.KeyOn(known);
        var code = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(key)).ComputeTotp();
        var answer = await victim.Post(
            await victim.Get("/account/security/authenticator"),
            "authenticator",
            ("Form.Key", form),
            ("Form.Code", code)
        );
        answer.Text.ShouldContain("stood here for too long");
        Authenticator.KeyOn(answer).ShouldNotBe(key);
        (await mine.Ask<bool>($"SELECT two_factor_enabled FROM platform.people WHERE id = '{mine.Owner}'")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_code_that_set_the_app_up_has_been_used()
    {
        var business = await app.SignUp();
        using var setting = await app.SignedIn(business);
        var phone = await Authenticator.SetUp(setting);
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        var step = await business.Ask<long>($"SELECT authenticator_step FROM platform.people WHERE id = '{business.Owner}'");
        var used = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(phone.Key)).ComputeTotp(
            DateTimeOffset.FromUnixTimeSeconds(step * 30).UtcDateTime
        );
        (await Authenticator.Second(browser, at, used)).ErrorOf("Code").ShouldNotBeNull();
    }

    [Fact]
    public async Task Neither_key_nor_recovery_codes_lie_readable_in_the_database()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        await using var connection = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(
            """
            SELECT coalesce((SELECT string_agg(t::text, ' ') FROM platform.person_tokens t
            WHERE user_id = $1), '') || coalesce((SELECT string_agg(encode(code_hash, 'escape'), ' ') FROM platform.recovery_codes
            WHERE person_id = $1), '') || (SELECT p::text FROM platform.people p WHERE id = $1)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = business.Owner.Value });
        var kept = (string)(await command.ExecuteScalarAsync())!;
        kept.ShouldContain("AuthenticatorKey");
        kept.ShouldNotContain(phone.Key);
        foreach (var code in phone.Recovery)
            kept.ShouldNotContain(code.Replace("-", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turned_off_it_is_not_asked_for_and_the_recovery_codes_are_gone()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        await Authenticator.SetUp(browser);
        (await browser.Post(await browser.Get("/account/security"), "app-off")).Location.ShouldEndWith("account/security");
        (
            await business.Ask<long>(
                $"""
                SELECT (SELECT count(*) FROM platform.recovery_codes WHERE person_id = '{business.Owner}') + (SELECT count(*)
                FROM platform.person_tokens WHERE user_id = '{business.Owner}') + (SELECT count(*) FROM platform.sessions
                WHERE person_id = '{business.Owner}' AND factor_at IS NOT NULL)
                """
            )
        ).ShouldBe(0);
        using var another = new Browser(app);
        (await Authenticator.Password(another, business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task New_recovery_codes_void_the_old_ones()
    {
        var business = await app.SignUp();
        using var setting = await app.SignedIn(business);
        var phone = await Authenticator.SetUp(setting);
        var shown = await setting.Post(await setting.Get("/account/security"), "new-codes");
        var fresh = System
            .Text.RegularExpressions.Regex.Match(shown.Text, "id=\"recovery-codes\"[^>]*>([^<]*)</pre>")
            .Groups[1]
            .Value.Split('\n');
        fresh.Length.ShouldBe(10);
        // Shown once: the page that comes after no longer has them.
        (await setting.Get("/account/security")).Text.ShouldNotContain(fresh[0]);
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        (await Authenticator.Second(browser, at, phone.Recovery[0], recovery: true)).Location.ShouldBeNull();
        (await Authenticator.Second(browser, at, fresh[0], recovery: true)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task A_new_password_voids_the_half_finished_sign_in()
    {
        var business = await app.SignUp();
        using var owner = await app.SignedIn(business);
        var phone = await Authenticator.SetUp(owner);
        using var thief = new Browser(app);
        var at = (await Authenticator.Password(thief, business.Email)).Location!;
        var page = await thief.Get(at);
        (
            await owner.Post(
                await owner.Get("/account/security"),
                "password",
                ("Change.Current", TestBusiness.Password),
                ("Change.Password", "teh tarik kurang manis")
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
        (await thief.Post(page, "code", ("Form.Code", phone.NextCode()))).Location.ShouldNotBeNull().ShouldEndWith("/sign-in");
        (await thief.Get("/account")).Location.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task Signing_up_another_business_asks_for_the_second_step_too()
    {
        var (business, _) = await Authenticator.OfNewBusiness(app);
        using var browser = new Browser(app);
        var slug = "kedua-" + Guid.NewGuid().ToString("N")[..10];
        var done = await browser.Post(
            await browser.Get("/en/sign-up"),
            "sign-up",
            ("Form.BusinessName", "Kedai Kedua"),
            ("Form.Slug", slug),
            ("Form.Industry", "retail.bakery"),
            ("Form.State", "01"),
            ("Form.OwnerName", "Rosnah"),
            ("Form.Email", business.Email),
            ("Form.Password", TestBusiness.Password),
            ("Form.Agree", "true")
        );
        done.Location.ShouldEndWith($"/second-factor?returnUrl=%2F{slug}%2F");
        (await browser.Get($"/{business.Slug}/")).Location.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task A_password_alone_makes_no_key_where_a_second_step_stands()
    {
        var (business, _) = await Authenticator.OfNewBusiness(app);
        using var client = app.NewClient();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = business.Email,
                password = TestBusiness.Password,
                business = business.Slug,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("platform.second_factor_required");

        var asking = await app.SignUp();
        await app.Run(
            $$"""
            SELECT set_config('app.tenant_id', '{{asking.Tenant}}', false); INSERT INTO platform.access_policies (tenant_id,
            second_factor_roles, updated_at) VALUES ('{{asking.Tenant}}', '{owner}', now())
            """
        );
        await Until.True(
            async () =>
                (
                    await client.PostAsJsonAsync(
                        "/api/v1/api-keys",
                        new
                        {
                            email = asking.Email,
                            password = TestBusiness.Password,
                            business = asking.Slug,
                        }
                    )
                ).StatusCode == HttpStatusCode.Forbidden,
            "the policy is known"
        );
    }
}
