using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Identity.Factors;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

public sealed class StepUpTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Ten_minutes_after_the_proof_the_page_asks_again_and_comes_back()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        (await browser.Get("/account/security")).Status.ShouldBe(HttpStatusCode.OK);
        await app.Age(business, 11);
        var asked = await browser.Get("/account/security");
        asked.Location.ShouldBe("/confirm?returnUrl=%2Faccount%2Fsecurity");
        var page = await browser.Get(asked.Location!);
        var wrong = await browser.Post(page, "password", ("Form.Password", "not the password"));
        wrong.ErrorOf("Password").ShouldNotBeNull();
        (await browser.Get("/account/security")).Location.ShouldNotBeNull();
        (await browser.Post(wrong, "password", ("Form.Password", TestBusiness.Password))).Location.ShouldEndWith("/account/security");
        (await browser.Get("/account/security")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_opened_may_be_done_for_half_an_hour()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var page = await browser.Get("/account/security");
        await app.Age(business, 25);
        (
            await browser.Post(page, "password", ("Change.Current", TestBusiness.Password), ("Change.Password", "teh tarik kurang manis"))
        ).Location.ShouldEndWith("/account/security");
        await app.Age(business, 6);
        (
            await browser.Post(page, "password", ("Change.Current", "teh tarik kurang manis"), ("Change.Password", TestBusiness.Password))
        ).Location.ShouldBe("/confirm?returnUrl=%2Faccount%2Fsecurity");
    }

    [Fact]
    public async Task Who_has_an_app_proves_it_by_the_app_and_not_by_the_password()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var phone = await Authenticator.SetUp(browser);
        await app.Age(business, 11);
        var page = await browser.Get("/confirm?returnUrl=%2Faccount%2Fsecurity");
        page.Body.ShouldNotContain("type=\"password\"");
        (await browser.Post(page, "code", ("Form.Code", Authenticator.Wrong(phone.NextCode())))).ErrorOf("Code").ShouldNotBeNull();
        (await browser.Post(page, "code", ("Form.Code", phone.NextCode()))).Location.ShouldEndWith("/account/security");
        (await browser.Get("/account/security")).Status.ShouldBe(HttpStatusCode.OK);
        await app.Age(business, 11);
        (
            await browser.Post(await browser.Get("/confirm?use=recovery"), "recovery", ("Recovery.Code", phone.Recovery[0]))
        ).Location.ShouldEndWith("/account/security");
    }

    [Fact]
    public async Task The_password_is_no_proof_for_who_has_a_second_step()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var page = await browser.Get("/confirm");
        await Authenticator.SetUp(browser);
        await app.Age(business, 31);
        // A page from before, posted now: the form is not there any more, and the use case itself refuses.
        (await browser.Post(page, "password", ("Form.Password", TestBusiness.Password))).Location.ShouldBe("/confirm");
        (
            await Do(business, bound: false, (runner, cancel) => VerifyIdentity.Do(runner, new(null, TestBusiness.Password), cancel))
        ).ShouldBe("platform.second_factor_required");
    }

    [Theory]
    [InlineData("/confirm", "Form.Password")]
    [InlineData("/account/security", "Change.Current")]
    public async Task Guesses_at_the_password_of_an_open_sign_in_count_each_and_stand_in_the_log(string at, string field)
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var page = await browser.Get(at);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => browser.Post(page, "password", (field, $"guess number {i}"), ("Change.Password", "teh tarik kurang manis")))
        );
        (
            await business.Ask<bool>($"SELECT coalesce(lockout_end > now(), false) FROM platform.people WHERE id = '{business.Owner}'")
        ).ShouldBeTrue();
        await Until.True(
            async () =>
                (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.password_failed'")) >= 9,
            "eight guesses and what came behind the lock"
        );
        (
            await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.password_failed'")
        ).ShouldBeLessThanOrEqualTo(10);
        (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.locked_out'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Nobody_is_sent_to_a_strangers_site(string returnUrl)
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        (
            await browser.Post(
                await browser.Get("/confirm?returnUrl=" + Uri.EscapeDataString(returnUrl)),
                "password",
                ("Form.Password", TestBusiness.Password)
            )
        ).Location.ShouldEndWith("/account/security");
    }

    [Fact]
    public async Task Without_a_sign_in_there_is_nothing_to_confirm()
    {
        using var browser = new Browser(app);
        var away = (await browser.Get("/confirm")).Location;
        away.ShouldNotBeNull().ShouldContain("/sign-in?returnUrl=");
        (await browser.Get("/second-factor")).Location.ShouldEndWith("/sign-in");
    }

    [Fact]
    public async Task A_business_that_asks_a_second_step_leads_to_where_one_gets_it()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        await app.Run(
            $$"""
            SELECT set_config('app.tenant_id', '{{business.Tenant}}', false); INSERT INTO platform.access_policies (tenant_id,
            second_factor_roles, updated_at) VALUES ('{{business.Tenant}}', '{owner}', now())
            """
        );
        var asked = (Page)null!;
        await Until.True(async () => (asked = await browser.Get($"/{business.Slug}/settings")).Location is not null, "the policy is known");
        asked.Location.ShouldBe($"/second-factor?returnUrl=%2F{business.Slug}%2Fsettings");
        var told = await browser.Get(asked.Location!);
        told.Body.ShouldContain($"account/security/authenticator?returnUrl=%2F{business.Slug}%2Fsettings");
        // Also within the business, where a host name of its own leaves no other way.
        (await browser.Get($"/{business.Slug}/account/security/authenticator")).Status.ShouldBe(HttpStatusCode.OK);
        await Authenticator.SetUp(browser);
        (await browser.Get($"/{business.Slug}/settings")).Status.ShouldBe(HttpStatusCode.OK);

        // A sign-in from before that lacks it proves it on the spot.
        await app.Run($"UPDATE platform.sessions SET factor_at = NULL WHERE person_id = '{business.Owner}'");
        await Until.True(
            async () => (await browser.Get($"/{business.Slug}/settings")).Location is not null,
            "the sign-in is known to lack it"
        );
        await app.Run($"UPDATE platform.people SET authenticator_step = NULL WHERE id = '{business.Owner}'");
        var key = await app.KeyOf(business);
        var page = await browser.Get(asked.Location!);
        (
            await browser.Post(page, "code", ("Form.Code", new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(key)).ComputeTotp()))
        ).Location.ShouldEndWith($"/{business.Slug}/settings");
        (await browser.Get($"/{business.Slug}/settings")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_in_through_the_company_changes_neither_password_nor_factors()
    {
        var business = await app.SignUp();
        using var browser = await app.Bound(business);
        var page = await browser.Get($"/{business.Slug}/account/security");
        page.Text.ShouldContain("managed by your company");
        page.Body.ShouldNotContain("type=\"password\"");
        (await browser.Get($"/{business.Slug}/account/security/authenticator")).Body.ShouldNotContain("authenticator-key");
        (await browser.Get("/passkey-question?for=Add")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Get("/account/security")).Location.ShouldStartWith("/sign-in?");
        (await browser.Get($"/confirm?returnUrl=%2F{business.Slug}%2Fsettings")).Body.ShouldContain(
            $"href=\"/sso/{business.Slug}/again?returnUrl=%2F{business.Slug}%2Fsettings\""
        );

        (
            await Do(
                business,
                bound: true,
                (runner, cancel) => ChangePassword.Do(runner, new(TestBusiness.Password, "teh tarik kurang manis"), cancel)
            )
        ).ShouldBe("platform.managed_elsewhere");
        (await Do(business, bound: true, (runner, cancel) => AddAuthenticator.Do(runner, new("", "123456"), cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
        (await Do(business, bound: true, (runner, cancel) => RemoveAuthenticator.Do(runner, default, cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
        (await Do(business, bound: true, (runner, cancel) => CreateRecoveryCodes.Do(runner, default, cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
        (await Do(business, bound: true, (runner, cancel) => AddPasskey.Do(runner, new("x", new("{}", "x")), cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
        (await Do(business, bound: true, (runner, cancel) => RenamePasskey.Do(runner, new("x", "x"), cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
        (await Do(business, bound: true, (runner, cancel) => RemovePasskey.Do(runner, "x", cancel))).ShouldBe("platform.managed_elsewhere");
        (await Do(business, bound: true, (runner, cancel) => VerifyIdentity.Do(runner, new(null, TestBusiness.Password), cancel))).ShouldBe(
            "platform.managed_elsewhere"
        );
    }

    [Fact]
    public async Task No_dangerous_act_runs_on_an_old_proof_or_with_a_key()
    {
        var business = await app.SignUp();
        foreach (var (old, session) in new[] { (true, true), (false, false) })
        {
            (
                await Do(business, bound: false, (runner, cancel) => AddAuthenticator.Do(runner, new("", "123456"), cancel), old, session)
            ).ShouldBe("platform.proof_needed");
            (await Do(business, bound: false, (runner, cancel) => RemoveAuthenticator.Do(runner, default, cancel), old, session)).ShouldBe(
                "platform.proof_needed"
            );
            (await Do(business, bound: false, (runner, cancel) => CreateRecoveryCodes.Do(runner, default, cancel), old, session)).ShouldBe(
                "platform.proof_needed"
            );
            (
                await Do(business, bound: false, (runner, cancel) => AddPasskey.Do(runner, new("x", new("{}", "x")), cancel), old, session)
            ).ShouldBe("platform.proof_needed");
            (await Do(business, bound: false, (runner, cancel) => RemovePasskey.Do(runner, "x", cancel), old, session)).ShouldBe(
                "platform.proof_needed"
            );
        }
    }

    /// <summary>Runs a use case as the page does, in a sign-in made for it.</summary>
    /// <returns>The code it was refused with, or null.</returns>
    private async Task<string?> Do<T>(
        TestBusiness business,
        bool bound,
        Func<UseCaseRunner, CancellationToken, Task<Outcome<T>>> act,
        bool old = false,
        bool session = true
    )
    {
        await using var scope = app.Services.CreateAsyncScope();
        var proven = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(old ? 31 : 1);
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(TenantId.Platform, null, []);
        caller.SetOrigin(new("page", null));
        caller.Identify(business.Owner, []);
        if (session)
            caller.SetSession(
                new(
                    Guid.CreateVersion7(),
                    business.Owner,
                    proven,
                    proven,
                    null,
                    bound ? SignInMethods.Sso : SignInMethods.Password,
                    bound ? business.Tenant : null,
                    false,
                    business.Email,
                    null
                )
            );
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), CancellationToken.None)).Refusal?.Code;
    }
}
