using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>A business's sign-in rules in the access check, as time passes.</summary>
public sealed class GateTests(GateTests.Clocked app) : IClassFixture<GateTests.Clocked>
{
    private static readonly string[] Nobody = [];

    [Fact]
    public async Task A_pause_longer_than_the_business_allows_ends_in_signing_in_again()
    {
        var shop = await Shop(Nobody, idle: 15);
        using var browser = await app.Enter(shop.Email);
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Pass(TimeSpan.FromMinutes(14));
            (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        }
        app.Clock.Pass(TimeSpan.FromMinutes(16));
        (await browser.Get($"/{shop.Slug}/?x=1")).Location.ShouldStartWith("/sign-in?again=true&returnUrl=");
        (await browser.Get($"/{shop.Slug}/api/v1/business")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        // Only this business asks for it.
        (await browser.Get("/businesses")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_page_that_asks_again_by_itself_keeps_nobody_signed_in()
    {
        var shop = await Shop(Nobody, idle: 15);
        using var browser = await app.Enter(shop.Email);
        using var poll = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = browser.Cookies });
        poll.DefaultRequestHeaders.Add("X-Poll", "1");
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Pass(TimeSpan.FromMinutes(7));
            (await poll.GetAsync($"{app.Address}/{shop.Slug}/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        app.Clock.Pass(TimeSpan.FromMinutes(2));
        (await poll.GetAsync($"{app.Address}/{shop.Slug}/")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await browser.Get($"/{shop.Slug}/")).Location.ShouldStartWith("/sign-in?again=true");
    }

    [Fact]
    public async Task However_busy_one_is_the_sign_in_ends_at_its_time()
    {
        var shop = await Shop(Nobody, absolute: 60);
        using var browser = await app.Enter(shop.Email);
        for (var i = 0; i < 5; i++)
        {
            app.Clock.Pass(TimeSpan.FromMinutes(11));
            (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        }
        app.Clock.Pass(TimeSpan.FromMinutes(6));
        (await browser.Get($"/{shop.Slug}/")).Location.ShouldStartWith("/sign-in?again=true");
        // Signing in again opens it again, in the same browser.
        (
            await browser.Post(
                await browser.Get("/en/sign-in?again=true"),
                "sign-in",
                ("Form.Email", shop.Email),
                ("Form.Password", TestBusiness.Password)
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
        (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Work_on_one_node_is_no_pause_on_another()
    {
        await using var second = await app.AnotherNode();
        var shop = await Shop(Nobody, idle: 15);
        using var browser = await app.Enter(shop.Email);
        (await browser.Get($"{second.Address}/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Pass(TimeSpan.FromMinutes(10));
            (await browser.Get($"{app.Address}/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        }
        (await browser.Get($"{second.Address}/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Pass(TimeSpan.FromMinutes(16));
        (await browser.Get($"{second.Address}/{shop.Slug}/")).Location.ShouldStartWith("/sign-in?again=true");
    }

    [Fact]
    public async Task A_role_that_needs_a_second_step_is_led_to_it_and_the_api_refuses_on_every_node_from_the_next_request_on()
    {
        await using var second = await app.AnotherNode();
        var shop = await Shop(Nobody);
        using var browser = await app.Enter(shop.Email);
        string[] nodes = [app.Address, second.Address];
        foreach (var node in nodes)
            (await browser.Get($"{node}/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        await Set(shop, ["manager"]);
        foreach (var node in nodes)
            (await browser.Get($"{node}/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        await Set(shop, ["owner"]);
        foreach (var node in nodes)
        {
            await Until.True(
                async () =>
                    (await browser.Get($"{node}/{shop.Slug}/?x=1")).Location == $"/second-factor?returnUrl=%2F{shop.Slug}%2F%3Fx%3D1",
                $"{node} asks for the second step",
                2
            );
            var api = await browser.Get($"{node}/{shop.Slug}/api/v1/business");
            api.Status.ShouldBe(HttpStatusCode.Forbidden);
            api.Body.ShouldContain("platform.second_factor_required");
        }
        (await browser.Get("/businesses")).Status.ShouldBe(HttpStatusCode.OK);
        await app.Run(shop, $"UPDATE platform.sessions SET factor_at = now() WHERE person_id = '{shop.Owner}'");
        foreach (var node in nodes)
            await Until.True(async () => (await browser.Get($"{node}/{shop.Slug}/")).Status == HttpStatusCode.OK, $"{node} opens", 2);
        await app.Run(shop, $"UPDATE platform.sessions SET factor_at = NULL WHERE person_id = '{shop.Owner}'");
        foreach (var node in nodes)
            await Until.True(async () => (await browser.Get($"{node}/{shop.Slug}/")).Status == HttpStatusCode.Found, $"{node} shuts", 2);
        await Set(shop, []);
        foreach (var node in nodes)
            await Until.True(
                async () => (await browser.Get($"{node}/{shop.Slug}/")).Status == HttpStatusCode.OK,
                $"{node} asks no more",
                2
            );
    }

    [Fact]
    public async Task A_cookie_ends_by_itself_and_lives_on_while_it_is_used()
    {
        var shop = await Shop(Nobody);
        using var used = await app.Enter(shop.Email);
        using var left = await app.Enter(shop.Email);
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Pass(TimeSpan.FromDays(8));
            (await used.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        }
        // Its session would still open: it is the cookie that is too old.
        await app.Run(shop, $"UPDATE platform.sessions SET seen_at = '{app.Clock.GetUtcNow():O}' WHERE person_id = '{shop.Owner}'");
        var session = await shop.Ask<Guid>(
            $"SELECT session_id FROM platform.sessions WHERE person_id = '{shop.Owner}' ORDER BY started_at DESC"
        );
        (await app.Services.GetRequiredService<SessionCache>().Find(shop.Owner, session, CancellationToken.None)).ShouldNotBeNull();
        (await left.Get($"/{shop.Slug}/")).Location.ShouldStartWith("/sign-in?returnUrl=");
    }

    [Fact]
    public async Task Without_a_rule_the_platforms_own_holds()
    {
        var shop = await Shop(Nobody);
        using var browser = await app.Enter(shop.Email);
        for (var i = 0; i < 11; i++)
        {
            app.Clock.Pass(TimeSpan.FromDays(8));
            (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK, $"after {(i + 1) * 8} days");
        }
        app.Clock.Pass(TimeSpan.FromDays(3));
        (await browser.Get($"/{shop.Slug}/")).Location.ShouldStartWith("/sign-in");
    }

    private async Task<TestBusiness> Shop(string[] roles, int? idle = null, int? absolute = null)
    {
        var shop = await app.SignUp();
        if (idle is not null || absolute is not null || roles.Length > 0)
            await Set(shop, roles, idle, absolute);
        return shop;
    }

    private static async Task Set(TestBusiness shop, string[] roles, int? idle = null, int? absolute = null)
    {
        await using var scope = shop.Act();
        (
            await ChangeAccessPolicy.Do(
                scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                new(roles, idle, absolute),
                CancellationToken.None
            )
        ).Refusal.ShouldBeNull();
    }

    public sealed class Clocked : NiagaApp
    {
        public AdjustableClock Clock { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
    }
}
