using System.Diagnostics;
using System.Net;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>What an address is worth is read neither off the number of hashes nor off the clock.</summary>
public sealed class SameWorkTests(CountingApp app) : IClassFixture<CountingApp>
{
    private const string Other = "pisang goreng panas";

    [Fact]
    public async Task Signing_in_computes_two_hashes_whatever_stands_behind_the_address()
    {
        var addresses = await Addresses();
        foreach (var (kind, email) in addresses)
        {
            foreach (var password in new[] { "not the password", TestBusiness.Password, Other })
            {
                // Anonymous each time: who is signed in is led on, without a form.
                using var browser = new Browser(app);
                (await CountingApp.Hashes(() => browser.SignIn(email, password))).ShouldBe(2, $"{kind}, {password}");
            }
        }
    }

    [Fact]
    public async Task Signing_up_computes_three_hashes_whatever_stands_behind_the_address()
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
                    3,
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
        (await CountingApp.Hashes(() => browser.SignUp(known.Slug, known.Email, TestBusiness.Password))).ShouldBe(3);
        (await CountingApp.Hashes(() => browser.SignUp(known.Slug, "nobody@example.my", Other))).ShouldBe(3);
    }

    [Fact]
    public async Task The_clock_tells_none_of_them_apart()
    {
        var addresses = await Addresses();
        await app.Ask<long>(
            "WITH u AS (UPDATE platform.people SET lockout_enabled = false WHERE lockout_end IS NULL RETURNING 1) SELECT count(*) FROM u"
        );
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-in");
        var times = addresses.ToDictionary(a => a.Kind, _ => new List<double>());
        double Spread() => times.Values.Max(Median) / times.Values.Min(Median);
        // Whoever is slow by nature stays slow; a busy machine's whims even out with more looks.
        for (var look = 0; look < 60 && (look < 12 || Spread() > 1.25); look++)
        {
            foreach (var (kind, email) in addresses.Skip(look % addresses.Count).Concat(addresses.Take(look % addresses.Count)))
            {
                var began = Stopwatch.GetTimestamp();
                (await browser.Post(page, "sign-in", ("Form.Email", email), ("Form.Password", "not the password"))).Status.ShouldBe(
                    HttpStatusCode.OK
                );
                times[kind].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        Spread().ShouldBeLessThan(1.25, string.Join(", ", times.Select(t => $"{t.Key} {Median(t.Value):0} ms")));
    }

    /// <summary>
    /// An address that nobody has, one with an account, confirmed or not, with two, with a locked one, and with one that has no password.
    /// </summary>
    private async Task<IReadOnlyList<(string Kind, string Email)>> Addresses()
    {
        var (unconfirmed, confirmed, twice, locked, provider) = (
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
        await Set(locked, "lockout_end = 'infinity'");
        await Set(provider, "email_confirmed = true, password_hash = NULL");
        return
        [
            ("unknown", $"nobody-{Guid.NewGuid():N}@example.my"),
            ("unconfirmed", unconfirmed.Email),
            ("confirmed", confirmed.Email),
            ("twice", twice.Email),
            ("locked", locked.Email),
            ("without a password", provider.Email),
        ];
    }

    private Task<Guid> Set(TestBusiness business, string set) =>
        app.Ask<Guid>($"UPDATE platform.people SET {set} WHERE id = $1 RETURNING id", business.Owner.Value);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
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
