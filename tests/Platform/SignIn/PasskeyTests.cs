using System.Net;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

public sealed class PasskeyTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_passkey_signs_in_alone_is_a_second_step_and_a_proof()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        using var passkey = new SoftwarePasskey(app.Address);
        var added = await Add(browser, passkey, "Siti's phone");
        added.Text.ShouldContain("shown only this once");
        (await browser.Get("/account/security")).Text.ShouldContain("Siti's phone");

        using var alone = new Browser(app);
        (await SignIn(alone, passkey)).Location.ShouldEndWith($"/{business.Slug}/");
        (await alone.Get($"/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await business.Ask<bool>(
                $"""
                SELECT factor_at IS NOT NULL AND password_at IS NULL FROM platform.sessions
                WHERE person_id = '{business.Owner}' AND method = 'passkey'
                """
            )
        ).ShouldBeTrue();

        using var second = new Browser(app);
        var at = (await Authenticator.Password(second, business.Email)).Location!;
        at.ShouldEndWith("/second-factor");
        var page = await second.Get(at);
        page.Body.ShouldNotContain("Form.Code");
        (await second.Post(page, "passkey", await passkey.Answer(second, "SecondStep"))).Location.ShouldEndWith($"/{business.Slug}/");

        await app.Age(business, 11);
        var confirm = await alone.Get((await alone.Get("/account/security")).Location!);
        (await alone.Post(confirm, "passkey", await passkey.Answer(alone, "Confirm"))).Location.ShouldEndWith("/account/security");
        (await alone.Get("/account/security")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_answer_opens_once_also_when_ten_come_at_the_same_time()
    {
        var (_, passkey) = await WithPasskey();
        using var asking = new Browser(app);
        var answer = await passkey.Answer(asking, "SignIn");
        var browsers = Enumerable.Range(0, 10).Select(_ => new Browser(app)).ToArray();
        var pages = await Task.WhenAll(browsers.Select(b => b.Get("/sign-in")));
        var done = await Task.WhenAll(browsers.Select((b, i) => b.Post(pages[i], "passkey", answer)));
        done.Count(d => d.Location is not null).ShouldBe(1);
        foreach (var browser in browsers)
            browser.Dispose();
        passkey.Dispose();
    }

    [Fact]
    public async Task A_new_passkey_is_added_once_with_one_answer()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        using var passkey = new SoftwarePasskey(app.Address);
        var page = await browser.Get("/account/security");
        (string, string)[] filled = [("Passkey.Name", "Kaunter"), .. await passkey.Answer(browser, "Add")];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.Post(page, "passkey", filled)));
        (await business.Ask<long>($"SELECT count(*) FROM platform.person_passkeys WHERE user_id = '{business.Owner}'")).ShouldBe(1);
        (await business.Ask<long>($"SELECT count(*) FROM platform.recovery_codes WHERE person_id = '{business.Owner}'")).ShouldBe(10);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task An_answer_given_at_another_site_opens_nothing(string origin)
    {
        var (_, passkey) = await WithPasskey();
        passkey.Origin = origin;
        using var browser = new Browser(app);
        (await SignIn(browser, passkey)).Text.ShouldContain("didn't work here");
        passkey.Dispose();
    }

    [Fact]
    public async Task Without_its_person_a_passkey_opens_nothing()
    {
        var (_, passkey) = await WithPasskey();
        passkey.Verifies = false;
        using var browser = new Browser(app);
        (await SignIn(browser, passkey)).Location.ShouldBeNull();
        passkey.Dispose();
    }

    [Fact]
    public async Task An_answer_to_one_question_is_none_to_another()
    {
        var (business, passkey) = await WithPasskey();
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        // For the sign-in page, given as second step; and the other way round.
        (await browser.Post(await browser.Get(at), "passkey", await passkey.Answer(browser, "SignIn"))).Location.ShouldBeNull();
        (await browser.Post(await browser.Get("/sign-in"), "passkey", await passkey.Answer(browser, "SecondStep"))).Location.ShouldBeNull();
        // Another person's passkey is no second step for this one.
        var (_, other) = await WithPasskey();
        (await browser.Post(await browser.Get(at), "passkey", await other.Answer(browser, "SecondStep"))).Location.ShouldBeNull();
        // Made-up and broken answers are a plain no.
        (
            await browser.Post(await browser.Get("/sign-in"), "passkey", ("Passkey.Credential", "{"), ("Passkey.State", "x"))
        ).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var bare in new[] { "/sign-in", at })
        {
            // Without a single field of its own, as no page of ours would send it.
            var page = await browser.Get(bare);
            var token = System
                .Text.RegularExpressions.Regex.Match(page.Body, "name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")
                .Groups[1]
                .Value;
            (await browser.Send(bare, ("_handler", "passkey"), ("__RequestVerificationToken", token))).Status.ShouldBe(
                HttpStatusCode.OK,
                bare
            );
        }
        // None of it locked anybody out.
        (await browser.Post(await browser.Get(at), "passkey", await passkey.Answer(browser, "SecondStep"))).Location.ShouldEndWith(
            $"/{business.Slug}/"
        );
        passkey.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_strangers_wrong_passwords_shut_no_passkey()
    {
        var (business, passkey) = await WithPasskey();
        await app.Run($"UPDATE platform.people SET lockout_end = now() + interval '1 hour' WHERE id = '{business.Owner}'");
        using var browser = new Browser(app);
        (await SignIn(browser, passkey)).Location.ShouldEndWith($"/{business.Slug}/");
        await app.Age(business, 11);
        var confirm = await browser.Get((await browser.Get("/account/security")).Location!);
        (await browser.Post(confirm, "passkey", await passkey.Answer(browser, "Confirm"))).Location.ShouldEndWith("/account/security");
        // The password stays shut.
        (await Authenticator.Password(browser, business.Email, at: "/en/sign-in?again=true")).Location.ShouldBeNull();
        passkey.Dispose();
    }

    [Fact]
    public async Task Renamed_and_removed_with_the_recovery_codes_of_the_last()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        using var passkey = new SoftwarePasskey(app.Address);
        await Add(browser, passkey, "Lama");
        var at = "/account/security/passkey?id=" + passkey.Id;
        (await browser.Post(await browser.Get(at), "rename", ("Form.Name", ""))).ErrorOf("Name").ShouldNotBeNull();
        (await browser.Post(await browser.Get(at), "rename", ("Form.Name", "Telefon baharu"))).Location.ShouldEndWith("account/security");
        (await browser.Get("/account/security")).Text.ShouldContain("Telefon baharu");
        // Called the same again is no change.
        await browser.Post(await browser.Get(at), "rename", ("Form.Name", " Telefon baharu "));
        await browser.Post(await browser.Get(at), "rename", ("Form.Name", "Telefon lama"));
        await Until.True(async () => (await Renamed("AND after LIKE '%Telefon lama%'")) == 1, "the last name in the log", 30);
        (await Renamed("")).ShouldBe(2);
        (await browser.Post(await browser.Get(at), "remove")).Location.ShouldEndWith("account/security");
        (
            await business.Ask<long>(
                $"""
                SELECT (SELECT count(*) FROM platform.person_passkeys WHERE user_id = '{business.Owner}') + (SELECT count(*)
                FROM platform.recovery_codes WHERE person_id = '{business.Owner}')
                """
            )
        ).ShouldBe(0);
        using var another = new Browser(app);
        (await SignIn(another, passkey)).Location.ShouldBeNull();
        (await Authenticator.Password(another, business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
        (await browser.Get(at)).Text.ShouldContain("isn't here");

        Task<long> Renamed(string and) =>
            business.Ask<long>($"SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.passkey_renamed' {and}");
    }

    [Fact]
    public async Task Another_persons_passkey_is_not_mine_to_change()
    {
        var (_, passkey) = await WithPasskey();
        var mine = await app.SignUp();
        using var browser = await app.SignedIn(mine);
        (await browser.Get("/account/security/passkey?id=" + passkey.Id)).Text.ShouldContain("isn't here");
        // By my own page, with the other's id in its address.
        using var own = new SoftwarePasskey(app.Address);
        await Add(browser, own, "Saya punya");
        var page = await browser.Get("/account/security/passkey?id=" + own.Id);
        await browser.Post(
            page with
            {
                Body = page.Body.Replace(own.Id, passkey.Id, StringComparison.Ordinal),
                Path = "/account/security/passkey?id=" + passkey.Id,
            },
            "rename",
            ("Form.Name", "Curi")
        );
        await browser.Post(
            page with
            {
                Body = page.Body.Replace(own.Id, passkey.Id, StringComparison.Ordinal),
                Path = "/account/security/passkey?id=" + passkey.Id,
            },
            "remove"
        );
        (
            await mine.Ask<string>(
                """
                SELECT string_agg(data ->> 'Name', ' ' ORDER BY data ->> 'Name') FROM platform.person_passkeys
                WHERE data ->> 'Name' IN ('Curi', 'Saya punya', 'Theirs')
                """
            )
        ).ShouldBe("Saya punya");
        using var theirs = new Browser(app);
        (await SignIn(theirs, passkey)).Location.ShouldNotBeNull();
        passkey.Dispose();
    }

    private static async Task<Page> Add(Browser browser, SoftwarePasskey passkey, string name) =>
        await browser.Post(
            await browser.Get("/account/security"),
            "passkey",
            [("Passkey.Name", name), .. await passkey.Answer(browser, "Add")]
        );

    private static async Task<Page> SignIn(Browser browser, SoftwarePasskey passkey) =>
        await browser.Post(await browser.Get("/en/sign-in"), "passkey", await passkey.Answer(browser, "SignIn"));

    private async Task<(TestBusiness, SoftwarePasskey)> WithPasskey()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var passkey = new SoftwarePasskey(app.Address);
        (await Add(browser, passkey, "Telefon")).Status.ShouldBe(HttpStatusCode.OK);
        return (business, passkey);
    }
}
