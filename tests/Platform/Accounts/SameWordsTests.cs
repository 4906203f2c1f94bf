using System.Net;
using System.Net.Http.Json;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>No answer says whether an address has an account.</summary>
public sealed class SameWordsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_failed_sign_in_is_one_page_and_one_problem_for_all()
    {
        var (unconfirmed, confirmed, locked, twice) = (await app.SignUp(), await app.SignUp(), await app.SignUp(), await app.SignUp());
        await app.Ask<Guid>("UPDATE platform.people SET email_confirmed = true WHERE id = $1 RETURNING id", confirmed.Owner.Value);
        await app.Ask<Guid>("UPDATE platform.people SET lockout_end = 'infinity' WHERE id = $1 RETURNING id", locked.Owner.Value);
        await app.Ask<Guid>("UPDATE platform.people SET email_confirmed = true WHERE id = $1 RETURNING id", twice.Owner.Value);
        using (var other = new Browser(app))
            await other.SignUp(AccountSteps.Fresh(), twice.Email, "pisang goreng panas");
        var (pages, problems) = (new List<string>(), new List<string>());
        using var client = app.NewClient();
        foreach (var email in new[] { "nobody@example.my", unconfirmed.Email, confirmed.Email, locked.Email, twice.Email })
        {
            using var browser = new Browser(app);
            var page = await browser.SignIn(email, "not the password");
            page.Status.ShouldBe(HttpStatusCode.OK);
            pages.Add(page.Bare.Replace(email, "", StringComparison.Ordinal));
            using var answer = await client.PostAsJsonAsync(
                "/api/v1/api-keys",
                new
                {
                    email,
                    password = "not the password",
                    business = unconfirmed.Slug,
                }
            );
            var body = System.Text.RegularExpressions.Regex.Replace(await answer.Content.ReadAsStringAsync(), "\"traceId\":\"[^\"]*\"", "");
            problems.Add($"{answer.StatusCode} {string.Join(';', answer.Headers.Select(h => h.Key))} {body}");
        }
        pages.Distinct().Count().ShouldBe(1);
        problems.Distinct().Count().ShouldBe(1, string.Join('\n', problems));
    }

    [Fact]
    public async Task Signing_up_is_the_same_the_first_time_and_the_tenth()
    {
        var email = $"{AccountSteps.Fresh()}@kedai.my";
        for (var i = 0; i < 10; i++)
        {
            using var browser = new Browser(app);
            var slug = AccountSteps.Fresh();
            var done = await browser.SignUp(slug, email, $"bubur kacang nombor {i}");
            done.Status.ShouldBe(HttpStatusCode.Found, $"sign-up {i + 1}");
            done.Location.ShouldEndWith($"/{slug}/");
        }
        // Whoever came last gets in again.
        using var last = new Browser(app);
        (await last.SignIn(email, "bubur kacang nombor 9")).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_strangers_account_at_my_address_opens_as_before_whether_or_not_I_have_one()
    {
        foreach (var mine in new[] { true, false })
        {
            var email = $"{AccountSteps.Fresh()}@kedai.my";
            if (mine)
            {
                using var me = new Browser(app);
                await me.SignUp(AccountSteps.Fresh(), email, "kuih lapis sedap");
                await me.Post(await me.Get(await app.Link(email)), "confirm-email");
            }
            var slug = AccountSteps.Fresh();
            using (var stranger = new Browser(app))
                await stranger.SignUp(slug, email, "pisang goreng panas");
            using var again = new Browser(app);
            (await again.SignIn(email, "pisang goreng panas")).Location.ShouldEndWith($"/{slug}/");
        }
    }

    [Fact]
    public async Task A_reset_answers_alike_for_a_person_and_for_none()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var known = await browser.Post(
            await browser.Get($"/reset-password?person={business.Owner}&code=bm8"),
            "reset",
            ("Form.Password", "siti owner 99")
        );
        var unknown = await browser.Post(
            await browser.Get($"/reset-password?person={Guid.NewGuid()}&code=bm8"),
            "reset",
            ("Form.Password", "siti owner 99")
        );
        known.Status.ShouldBe(unknown.Status);
        Bare(known).ShouldBe(Bare(unknown));
        static string Bare(Page page) => System.Text.RegularExpressions.Regex.Replace(page.Bare, "person=[0-9a-f-]*", "");
    }
}

/// <summary>Every public form counts attempts, from one network address and at one e-mail address.</summary>
public sealed class AttemptLimitTests(AttemptLimitTests.Strict app) : IClassFixture<AttemptLimitTests.Strict>
{
    [Theory]
    [InlineData("/en/sign-in", "sign-in")]
    [InlineData("/forgot-password", "forgot")]
    [InlineData("/reset-password?person=1&code=2", "reset")]
    [InlineData("/en/sign-up", "sign-up")]
    [InlineData("/confirm-email?person=1&code=2", "confirm-email")]
    public async Task Too_many_tries_from_one_network_address_are_429_and_looking_stays_free(string path, string form)
    {
        using var browser = new Browser(app);
        var page = await browser.Get(path);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
            answers.Add((await browser.Post(page, form)).Status);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await browser.Get(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Niaga with limits one can reach in a test.</summary>
    public sealed class Strict : NiagaApp
    {
        protected override string[] Configuration => ["--Attempts:PerNetworkAddress=3"];
    }
}

public sealed class AddressLimitTests(AddressLimitTests.Strict app) : IClassFixture<AddressLimitTests.Strict>
{
    [Fact]
    public async Task Beyond_the_limit_at_one_address_the_right_password_opens_nothing_and_no_letter_goes_out()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        for (var i = 0; i < 3; i++)
            await browser.SignIn(business.Email, "not the password");
        (await browser.SignIn(business.Email)).Text.ShouldContain("don't match");
        (await browser.Forget(business.Email)).Text.ShouldContain("is on its way");
        (await browser.SignUp(AccountSteps.Fresh(), business.Email, "pisang goreng panas")).Text.ShouldContain("Too many tries");
        (await browser.Forget("another@example.my")).Text.ShouldContain("is on its way");
        (await app.Emails(business.Email)).ShouldBeEmpty();
        await Until.True(
            async () =>
                (await app.Entries(business.Slug, "platform.sign_in_failed")).Any(f => f!.Contains("tooOften", StringComparison.Ordinal)),
            "the try beyond the limit in the log",
            30
        );
    }

    /// <summary>Niaga with limits one can reach in a test.</summary>
    public sealed class Strict : NiagaApp
    {
        protected override string[] Configuration => ["--Attempts:PerAddress=3", "--Attempts:Window=00:00:02"];
    }
}
