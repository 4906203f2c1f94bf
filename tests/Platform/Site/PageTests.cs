using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

public sealed class PageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Every_page_of_the_sitemap_stands_in_its_language_with_its_words_for_search()
    {
        using var browser = new Browser(app);
        var map = XDocument.Parse((await browser.Get("/sitemap.xml")).Body);
        var addresses = map.Descendants().Where(e => e.Name.LocalName == "loc").Select(e => e.Value).ToArray();
        addresses.Length.ShouldBe(10);
        foreach (var address in addresses)
        {
            var page = await browser.Get(new Uri(address).AbsolutePath);
            page.Status.ShouldBe(HttpStatusCode.OK, address);
            page.Body.ShouldContain($"<html lang=\"{new Uri(address).AbsolutePath[1..3]}\"");
            page.Body.ShouldContain($"<link rel=\"canonical\" href=\"{address}\"");
            foreach (
                var part in new[] { "name=\"description\"", "hreflang=\"x-default\"", "property=\"og:image\"", "property=\"og:title\"" }
            )
                page.Body.ShouldContain(part);
        }
        (await browser.Get("/robots.txt")).Body.ShouldContain("Sitemap: " + app.Address);
    }

    [Theory]
    [InlineData("en-GB,en;q=0.8", "/en")]
    [InlineData("ms-MY", "/ms")]
    [InlineData("fr", "/ms")]
    public async Task The_bare_address_speaks_the_visitors_language(string accepts, string location)
    {
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Add("Accept-Language", accepts);
        using var answer = await client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.OriginalString.ShouldBe(location);
    }

    [Fact]
    public async Task To_a_stranger_a_business_is_as_absent_as_one_that_does_not_exist()
    {
        var mine = await app.SignUp();
        var other = await app.SignUp("other-" + Guid.NewGuid().ToString("N")[..8]);
        var absent = "absnt-" + Guid.NewGuid().ToString("N")[..8];
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", mine.Email),
            ("Form.Password", TestBusiness.Password)
        );
        foreach (var path in new[] { "/", "/settings", "/settings/audit", "/account", "/nothing-here" })
        {
            var there = await browser.Get($"/{other.Slug}{path}");
            var nowhere = await browser.Get($"/{absent}{path}");
            there.Status.ShouldBe(HttpStatusCode.NotFound);
            nowhere.Status.ShouldBe(HttpStatusCode.NotFound);
            there
                .Bare.Replace(other.Slug, "slug", StringComparison.Ordinal)
                .ShouldBe(nowhere.Bare.Replace(absent, "slug", StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public async Task A_suspended_business_says_so_to_its_members()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", business.Email),
            ("Form.Password", TestBusiness.Password)
        );
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var caller = scope.ServiceProvider.GetRequiredService<Caller>();
            caller.Enter(business.Tenant, null, []);
            caller.SetOrigin(Origin.Operator);
            (
                await ChangeTenantStatus.Do(
                    scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                    new("suspended", "test"),
                    CancellationToken.None
                )
            ).Refusal.ShouldBeNull();
        }
        var page = await Until(() => browser.Get($"/{business.Slug}/"), p => p.Status == HttpStatusCode.Forbidden);
        page.Text.ShouldContain("suspended");
    }

    [Fact]
    public async Task Settings_keep_what_was_typed_and_notice_another_editor()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", business.Email),
            ("Form.Password", TestBusiness.Password)
        );
        var path = $"/{business.Slug}/settings";
        var first = await browser.Get(path);
        var wrong = await browser.Post(
            first,
            "business",
            ("Form.Name", "Kedai Baharu"),
            ("Form.State", "10"),
            ("Form.Postcode", "01000"),
            ("Form.Tin", "xx"),
            ("Form.Phone", "12")
        );
        foreach (var field in new[] { "Postcode", "Tin", "Phone" })
            wrong.ErrorOf(field).ShouldNotBeNullOrEmpty(field);
        wrong.Body.ShouldContain("value=\"Kedai Baharu\"");

        (
            await browser.Post(
                wrong,
                "business",
                ("Form.Name", "Kedai Baharu"),
                ("Form.State", "10"),
                ("Form.Postcode", "40000"),
                ("Form.Phone", "012-345 6789")
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
        (await business.Ask<string>("SELECT name FROM platform.businesses")).ShouldBe("Kedai Baharu");
        (await browser.Post(first, "business", ("Form.Name", "Kedai Lain"), ("Form.State", "10"))).Text.ShouldContain(
            "Someone else saved this"
        );
        (await business.Ask<string>("SELECT name FROM platform.businesses")).ShouldBe("Kedai Baharu");

        var trail = await browser.Get(path + "/audit");
        trail.Text.ShouldContain("Changed the business's settings");
        trail.Text.ShouldContain("<ins>Kedai Baharu</ins>");
    }

    [Fact]
    public async Task A_key_is_shown_once_opens_the_api_and_is_shut_when_revoked()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", business.Email),
            ("Form.Password", TestBusiness.Password)
        );
        var path = $"/{business.Slug}/settings/api-keys";
        var made = await browser.Post(
            await browser.Get(path + "/new"),
            "make",
            ("Form.Name", "Web shop"),
            ("Form.Days", "30"),
            ("Form.Preset", "all")
        );
        var key = System.Text.RegularExpressions.Regex.Match(made.Body, "value=\"(niaga_[^\"]+)\"").Groups[1].Value;
        key.ShouldNotBeEmpty();
        var list = await browser.Get(path);
        list.Body.ShouldNotContain(key);
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await client.GetAsync("/api/v1/business")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var handler = System.Text.RegularExpressions.Regex.Match(list.Body, "value=\"(revoke-[0-9a-f]+)\"").Groups[1].Value;
        (await browser.Post(list, handler)).Status.ShouldBe(HttpStatusCode.Found);
        (await Until(async () => (await client.GetAsync("/api/v1/business")).StatusCode, s => s == HttpStatusCode.Unauthorized)).ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task A_new_password_keeps_this_session_and_asks_for_the_old_one()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", business.Email),
            ("Form.Password", TestBusiness.Password)
        );
        var page = await browser.Get($"/{business.Slug}/account/security");
        (
            await browser.Post(page, "password", ("Change.Current", "not the password"), ("Change.Password", "teh tarik kurang manis"))
        ).Text.ShouldContain("This isn't your current password");
        (
            await browser.Post(page, "password", ("Change.Current", TestBusiness.Password), ("Change.Password", "teh tarik kurang manis"))
        ).Status.ShouldBe(HttpStatusCode.Found);
        (await browser.Get($"/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        using var another = new Browser(app);
        (
            await another.Post(
                await another.Get("/en/sign-in"),
                "sign-in",
                ("Form.Email", business.Email),
                ("Form.Password", "teh tarik kurang manis")
            )
        ).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task Development_mail_is_not_for_those_behind_a_proxy()
    {
        using var client = app.NewClient();
        (await client.GetAsync("/dev/mail")).StatusCode.ShouldBe(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        (await client.GetAsync("/dev/mail")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Access changes reach the node a moment after the commit.</summary>
    private static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> enough)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var answer = await ask();
        while (!enough(answer) && await again.WaitForNextTickAsync(patience.Token))
            answer = await ask();
        return answer;
    }
}
