using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Niaga.Identity.Oidc;
using Niaga.Platform.Tests.Site;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Sign-out both ways.</summary>
public sealed class SsoSignOutTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task Who_signs_out_here_goes_on_to_sign_out_there()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        var old = browser.Cookies.GetAllCookies().Single(c => c.Name == "niaga.person").Value;
        var left = await browser.Post(await browser.Get($"/{company.Slug}/"), "/sign-out");
        left.Location.ShouldNotBeNull().ShouldStartWith($"{app.Address}/sso/{company.Slug}/sign-out?ticket=");
        // The sign-in is over, also for whoever kept the cookie.
        using var kept = new Browser(app);
        kept.Cookies.Add(new Uri(app.Address), new Cookie("niaga.person", old, "/"));
        (await kept.Get($"/{company.Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        // A page of ours goes on by itself: the answer to a form may not lead to another host.
        var page = await browser.Get(left.Location);
        page.Status.ShouldBe(HttpStatusCode.OK);
        var on = WebUtility.HtmlDecode(
            System.Text.RegularExpressions.Regex.Match(page.Body, "content=\"0; url=([^\"]*)\"").Groups[1].Value
        );
        var there = await browser.Get(on);
        there.Location.ShouldNotBeNull().ShouldStartWith(company.Realm.Address + "/logout?");
        var back = await browser.Get(there.Location);
        company.Realm.LastLogout["post_logout_redirect_uri"].ShouldBe($"{app.Address}/sso/{company.Slug}/signed-out");
        new JsonWebToken(company.Realm.LastLogout["id_token_hint"]).Subject.ShouldBe("person-1");
        (await browser.Get(back.Location!)).Location.ShouldBe("/sign-in");
        (await browser.Get("/sign-in")).Text.ShouldContain("Signed out here and at your company");
        // What was kept for it is gone, and lay there encrypted.
        (await company.Business.Ask<long>("SELECT count(*) FROM platform.sso_id_tokens")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_ticket_nobody_is_sent_anywhere_and_a_provider_without_such_a_place_is_left_alone()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        (await browser.Get($"/sso/{company.Slug}/leave?ticket=invented")).Location.ShouldBe("/sign-in");
        company.Realm.BendDiscovery = d => d.Remove("end_session_endpoint");
        await Company.Through(browser, company.Start);
        (await browser.Post(await browser.Get($"/{company.Slug}/"), "/sign-out")).Location.ShouldBe("/sign-in");
        (await browser.Get($"/{company.Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
    }

    [Fact]
    public async Task Who_signs_out_there_is_out_here_on_every_node()
    {
        var company = await app.Company();
        company.Realm.Person["sid"] = "sign-in-1";
        using var first = new Browser(app);
        await Company.Through(first, company.Start);
        company.Realm.Person["sid"] = "sign-in-2";
        using var second = new Browser(app);
        await Company.Through(second, company.Start);
        await using var node = await app.AnotherNode();
        // One sign-in by its name, then all of the person's.
        (await Tell(node, company, company.Realm.LogoutToken(t => t["sid"] = "sign-in-1"))).ShouldBe(HttpStatusCode.OK);
        await Out(first, company);
        (await second.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await Tell(node, company, company.Realm.LogoutToken())).ShouldBe(HttpStatusCode.OK);
        await Out(second, company);
        await Until.True(
            () => company.Business.Ask<bool>("SELECT count(*) = 2 FROM platform.audit_entries WHERE action = 'platform.signed_out'"),
            "both in the business's log",
            20
        );
    }

    [Fact]
    public async Task A_token_counts_once()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        var token = company.Realm.LogoutToken();
        (await Tell(app, company, token)).ShouldBe(HttpStatusCode.OK);
        await Out(browser, company);
        await Company.Through(browser, company.Start);
        (await Tell(app, company, token)).ShouldBe(HttpStatusCode.OK);
        (await browser.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static readonly Dictionary<string, Func<TestRealm, string?>> Bad = new()
    {
        ["nothing"] = _ => null,
        ["words"] = _ => "no token at all",
        ["an id token"] = r => r.LogoutToken(t => t.Remove("events")),
        ["with a nonce"] = r => r.LogoutToken(t => t["nonce"] = "x"),
        ["another event"] = r =>
            r.LogoutToken(t =>
                t["events"] = new Dictionary<string, object> { ["https://example.my/event"] = new Dictionary<string, object>() }
            ),
        ["another issuer"] = r => r.LogoutToken(t => t["iss"] = "https://evil.example"),
        ["another audience"] = r => r.LogoutToken(t => t["aud"] = "another"),
        ["another key"] = r => r.LogoutToken(sign: p => new TestRealm.SigningKey().Sign(p)),
        ["the public key as a secret"] = r => r.LogoutToken(sign: r.Key.SignWithPublicKey),
        ["unsigned"] = r => r.LogoutToken(sign: p => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(p)),
        ["nobody named"] = r => r.LogoutToken(t => t.Remove("sub")),
        ["without a name of its own"] = r => r.LogoutToken(t => t.Remove("jti")),
        ["old"] = r => r.LogoutToken(t => (t["iat"], t["exp"]) = (Now(-15), Now(15))),
        ["over"] = r => r.LogoutToken(t => t["exp"] = Now(-5)),
        ["of tomorrow"] = r => r.LogoutToken(t => (t["iat"], t["exp"]) = (Now(30), Now(40))),
    };

    public static TheoryData<string> All => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nobody_is_signed_out_by(string what)
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        (await Tell(app, company, Bad[what](company.Realm))).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_businesss_provider_signs_nobody_out_here()
    {
        var (company, other) = (await app.Company(), await app.Company());
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        (await Tell(app, other, other.Realm.LogoutToken())).ShouldBe(HttpStatusCode.OK);
        (await Tell(app, company, other.Realm.LogoutToken())).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task By_the_front_it_takes_the_providers_name_for_the_sign_in()
    {
        var company = await app.Company();
        company.Realm.Person["sid"] = "sign-in-" + company.Slug;
        using var browser = new Browser(app);
        await Company.Through(browser, company.Start);
        using var frame = app.NewClient();
        var at = $"{company.Start}/frontchannel-logout";
        foreach (
            var query in new[]
            {
                "",
                "?iss=" + Uri.EscapeDataString(company.Realm.Issuer),
                $"?sid=sign-in-{company.Slug}",
                $"?iss=https%3A%2F%2Fevil.example&sid=sign-in-{company.Slug}",
            }
        )
        {
            (await frame.GetAsync(at + query)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await browser.Get($"/{company.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        }
        await frame.GetAsync($"{at}?iss={Uri.EscapeDataString(company.Realm.Issuer)}&sid=sign-in-{company.Slug}");
        await Out(browser, company);
    }

    private static async Task<HttpStatusCode> Tell(Niaga.Testing.NiagaApp at, Company company, string? token)
    {
        using var client = at.NewClient();
        using var form = new FormUrlEncodedContent(token is null ? [] : [new("logout_token", token)]);
        using var answer = await client.PostAsync($"{company.Start}/backchannel-logout", form);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return answer.StatusCode;
    }

    private static Task Out(Browser browser, Company company) =>
        Until.True(
            async () => (await browser.Get($"/{company.Slug}/")).Location?.Contains("/sign-in", StringComparison.Ordinal) == true,
            "signed out"
        );

    private static long Now(double minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();
}
