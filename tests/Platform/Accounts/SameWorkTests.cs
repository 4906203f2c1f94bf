using System.Diagnostics;
using System.Net;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>What an address is worth cannot be read off an answer's time: the same is computed, and asked of the database.</summary>
public sealed class SameWorkTests(CountingApp app) : IClassFixture<CountingApp>
{
    private const string Other = "pisang goreng panas";

    [Fact]
    public async Task Signing_in_computes_three_hashes_whatever_stands_behind_the_address()
    {
        var addresses = await Addresses();
        foreach (var (kind, email) in addresses)
        {
            foreach (var password in new[] { "not the password", TestBusiness.Password, Other })
            {
                // Anonymous each time: who is signed in is led on, without a form.
                using var browser = new Browser(app);
                (await CountingApp.Hashes(() => browser.SignIn(email, password))).ShouldBe(3, $"{kind}, {password}");
            }
        }
    }

    [Fact]
    public async Task Signing_up_computes_four_hashes_whatever_stands_behind_the_address()
    {
        foreach (var (kind, email) in await Addresses())
        {
            foreach (var password in new[] { TestBusiness.Password, Other, "ikan bakar petang Jumaat" })
            {
                // Anonymous each time: who is signed in signs up as who they are, without a password.
                using var browser = new Browser(app);
                var slug = AccountSteps.Fresh();
                var done = (Page?)null;
                (await CountingApp.Hashes(async () => done = await browser.SignUp(slug, email, password))).ShouldBe(
                    4,
                    $"{kind}, {password}"
                );
                done!.Status.ShouldBe(HttpStatusCode.Found, kind);
                done.Location.ShouldEndWith($"/{slug}/");
            }
        }
    }

    [Fact]
    public async Task A_refused_sign_up_computes_as_many()
    {
        var known = await app.SignUp();
        using var browser = new Browser(app);
        (await CountingApp.Hashes(() => browser.SignUp(known.Slug, known.Email, TestBusiness.Password))).ShouldBe(4);
        (await CountingApp.Hashes(() => browser.SignUp(known.Slug, "nobody@example.my", Other))).ShouldBe(4);
    }

    [Fact]
    public async Task Signing_in_asks_the_database_the_same_whatever_stands_behind_the_address() =>
        await AsksTheSame("/en/sign-in", "sign-in", "Form.Password");

    [Fact]
    public async Task Asking_for_a_new_password_asks_the_database_the_same() => await AsksTheSame("/forgot-password", "forgot");

    /// <summary>The work of an answer is its hashes and its statements, of which one hands the mail to the background.</summary>
    private async Task AsksTheSame(string path, string form, string? password = null)
    {
        using var browser = new Browser(app);
        using var traffic = new Traffic();
        var page = await browser.Get(path);
        // What is read once for everybody is read now.
        await Ask("warm@example.my");
        var asked = new Dictionary<string, string>();
        foreach (var (kind, email) in await Addresses())
            asked[kind] = await Ask(email);

        asked["unknown"].ShouldContain("INSERT INTO");
        foreach (var (kind, statements) in asked)
            statements.ShouldBe(asked["unknown"], kind);

        async Task<string> Ask(string email)
        {
            browser.Trace(traffic.Begin());
            (string, string)[] fields = password is null
                ? [("Form.Email", email)]
                : [("Form.Email", email), (password, "not the password")];
            (await browser.Post(page, form, fields)).Status.ShouldBe(HttpStatusCode.OK, email);
            return string.Join(Environment.NewLine, traffic.End().Texts);
        }
    }

    /// <summary>
    /// An address that nobody has, one with an account, confirmed or not, with two, with five, with a locked one, and with one that has no
    /// password.
    /// </summary>
    private async Task<IReadOnlyList<(string Kind, string Email)>> Addresses()
    {
        var (unconfirmed, confirmed, twice, many, locked, provider) = (
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp(),
            await app.SignUp()
        );
        await Set(confirmed, "email_confirmed = true");
        await Set(twice, "email_confirmed = true");
        using (var browser = new Browser(app))
            await browser.SignUp(AccountSteps.Fresh(), twice.Email, Other);
        foreach (var password in new[] { Other, "kuih lapis legit", "bubur pulut hitam", "roti canai kosong" })
        {
            using var browser = new Browser(app);
            await browser.SignUp(AccountSteps.Fresh(), many.Email, password);
        }
        await Set(locked, "lockout_end = 'infinity'");
        await Set(provider, "email_confirmed = true, password_hash = NULL");
        return
        [
            ("unknown", $"nobody-{Guid.NewGuid():N}@example.my"),
            ("unconfirmed", unconfirmed.Email),
            ("confirmed", confirmed.Email),
            ("twice", twice.Email),
            ("five times", many.Email),
            ("locked", locked.Email),
            ("without a password", provider.Email),
        ];
    }

    private Task<Guid> Set(TestBusiness business, string set) =>
        app.Ask<Guid>($"UPDATE platform.people SET {set} WHERE id = $1 RETURNING id", business.Owner.Value);
}

/// <summary>Answers come at fixed intervals, so that remaining differences in time do not show.</summary>
public sealed class FixedResponseTimeTests(FixedResponseTimeApp app) : IClassFixture<FixedResponseTimeApp>
{
    [Fact]
    public async Task Sign_in_reset_and_sign_up_answer_at_the_beat()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn("warm@example.my", "not the password");
        foreach (var email in new[] { business.Email, "nobody@example.my" })
        {
            var signIn = await browser.Get("/en/sign-in");
            await AtTheBeat("sign-in", () => browser.Post(signIn, "sign-in", ("Form.Email", email), ("Form.Password", "not the password")));
            var forgot = await browser.Get("/forgot-password");
            await AtTheBeat("forgot", () => browser.Post(forgot, "forgot", ("Form.Email", email)));
            using var stranger = new Browser(app);
            await AtTheBeat("sign-up", () => stranger.SignUp(AccountSteps.Fresh(), email, "pisang goreng panas"));
        }
        var reset = await browser.Get($"/reset-password?person={business.Owner}&code=bm8");
        await AtTheBeat("reset", () => browser.Post(reset, "reset", ("Form.Password", "nasi lemak sambal")));
    }

    private static async Task AtTheBeat(string what, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        Stopwatch
            .GetElapsedTime(began)
            .ShouldBeGreaterThanOrEqualTo(FixedResponseTimeApp.ResponseInterval - TimeSpan.FromMilliseconds(20), what);
    }
}
