using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Identity.Requests;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Web;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keys;

/// <summary>A site with limits that a test can reach.</summary>
public sealed class LimitedApp : NiagaApp
{
    public const int OfKey = 20;
    public const int OfBusiness = 50;

    // Long enough that no window ends by itself while a test runs.
    protected override string[] Configuration =>
        [$"--RateLimits:PerKeyPerMinute={OfKey}", $"--RateLimits:PerBusinessPerMinute={OfBusiness}", "--RateLimits:Window=01:00:00"];
}

/// <summary>What a key and a business may ask in a minute, over HTTP.</summary>
public sealed class QuotaTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task Exactly_as_many_requests_of_a_key_are_served_however_many_come_at_once()
    {
        using var client = await (await app.SignUp()).Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Ask(client)));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(LimitedApp.OfKey);
        answers.Count(a => a.Status == HttpStatusCode.TooManyRequests).ShouldBe(60 - LimitedApp.OfKey);
        // Each served request was told another number: it counts down to none.
        answers
            .Where(a => a.Status == HttpStatusCode.OK)
            .Select(a => a.Left("key"))
            .Order()
            .ShouldBe(Enumerable.Range(0, LimitedApp.OfKey));
        foreach (var refused in answers.Where(a => a.Status == HttpStatusCode.TooManyRequests))
        {
            refused.RetryAfter!.Value.ShouldBeInRange(3500, 3600);
            refused.Left("key").ShouldBe(0);
            refused.Code.ShouldBe("platform.too_many_requests");
        }
    }

    [Fact]
    public async Task Every_answer_says_the_policy_and_what_is_left_refused_ones_too()
    {
        using var client = await (await app.SignUp()).Client();
        foreach (var (path, left) in new[] { ("/api/v1/business", 19), ("/api/v1/nothing", 18), ("/api/v1/products/junk", 17) })
        {
            var answer = await Ask(client, path);
            answer.Policy.ShouldBe($"\"key\";q={LimitedApp.OfKey};w=3600, \"business\";q={LimitedApp.OfBusiness};w=3600");
            answer.Left("key").ShouldBe(left, path);
            answer.Left("business").ShouldBe(left + LimitedApp.OfBusiness - LimitedApp.OfKey, path);
        }
    }

    [Fact]
    public async Task A_noisy_key_starves_no_other_and_all_keys_together_have_the_businesss_limit()
    {
        var shop = await app.SignUp();
        using var other = await (await app.SignUp()).Client();
        var served = 0;
        for (var i = 0; i < 4; i++)
        {
            using var client = await shop.Client();
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Ask(client)));
            answers
                .Count(a => a.Status == HttpStatusCode.OK)
                .ShouldBe(
                    Math.Min(LimitedApp.OfKey, LimitedApp.OfBusiness - served),
                    "what a key's own limit stopped took nothing from the others"
                );
            served += answers.Count(a => a.Status == HttpStatusCode.OK);
        }
        served.ShouldBe(LimitedApp.OfBusiness);
        (await Ask(other)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_pages_scripts_count_for_the_business_and_a_strangers_for_nobody()
    {
        var (shop, stranger) = (await app.SignUp(), await app.SignUp());
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", shop.Email),
            ("Form.Password", TestBusiness.Password)
        );
        using var intruder = new Browser(app);
        await intruder.Post(
            await intruder.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", stranger.Email),
            ("Form.Password", TestBusiness.Password)
        );
        for (var i = 0; i < LimitedApp.OfBusiness + 5; i++)
            (await intruder.Get($"/{shop.Slug}/api/v1/business")).Status.ShouldBe(HttpStatusCode.NotFound);
        var answer = await browser.Get($"/{shop.Slug}/api/v1/business");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ShouldContain($"RateLimit: \"business\";r={LimitedApp.OfBusiness - 1};t=3600");
        answer.Headers.ShouldNotContain("\"key\"");
        // Pages themselves are not limited.
        (await browser.Get($"/{shop.Slug}/settings")).Headers.ShouldNotContain("RateLimit");
    }

    [Fact]
    public void A_window_begins_anew_when_it_is_over_and_is_forgotten_when_nobody_comes()
    {
        var clock = new SetClock();
        using var window = new QuotaWindow(2, TimeSpan.FromMinutes(1), clock);
        Take(window).ShouldBe((true, 1, 60));
        clock.Pass(TimeSpan.FromSeconds(40));
        Take(window).ShouldBe((true, 0, 20));
        Take(window).ShouldBe((false, 0, 20));
        window.IdleDuration.ShouldBeNull();
        clock.Pass(TimeSpan.FromSeconds(19.5));
        Take(window).ShouldBe((false, 0, 1));
        clock.Pass(TimeSpan.FromSeconds(0.5));
        Take(window).ShouldBe((true, 1, 60));
        clock.Pass(TimeSpan.FromSeconds(75));
        window.IdleDuration.ShouldBe(TimeSpan.FromSeconds(15));
    }

    private static (bool, int, int) Take(QuotaWindow window)
    {
        using var lease = (QuotaWindow.Lease)window.AttemptAcquire();
        return (lease.IsAcquired, lease.Left, lease.Seconds);
    }

    private static async Task<Answer> Ask(HttpClient client, string path = "/api/v1/business")
    {
        using var answer = await client.GetAsync(path);
        var problem = answer.IsSuccessStatusCode ? default : await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new(
            answer.StatusCode,
            string.Join(", ", answer.Headers.GetValues("RateLimit-Policy")),
            string.Join(", ", answer.Headers.GetValues("RateLimit")),
            answer.Headers.RetryAfter?.Delta?.TotalSeconds,
            problem.ValueKind == JsonValueKind.Object ? problem.GetProperty("code").GetString() : null
        );
    }

    private sealed record Answer(HttpStatusCode Status, string Policy, string Limit, double? RetryAfter, string? Code)
    {
        public int Left(string policy) =>
            int.Parse(
                Regex.Match(Limit, $"\"{policy}\";r=(\\d+);t=\\d+").Groups[1].Value,
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    /// <summary>A clock that stands until it is moved.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Pass(TimeSpan time) => now += time.Ticks;
    }
}
