using System.Net;
using Niaga.Platform.Sso;
using Niaga.Platform.Tests.Site;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Who the business's own provider lets in, as whom, and where.</summary>
public sealed class SsoSignInTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task Whoever_the_provider_vouches_for_joins_and_is_in_this_business_alone()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        var page = await Company.Through(browser, company.Start + $"?returnUrl=/{company.Slug}/account");
        page.Location.ShouldBe($"/{company.Slug}/account");
        (await browser.Get($"/{company.Slug}/")).Text.ShouldContain("Aminah Staf");
        (await company.Place($"aminah@{company.Domain}")).ShouldBe("staff active");

        var asked = company.Realm.LastAuthorize;
        asked["redirect_uri"].ShouldBe($"{app.Address}/sso/{company.Slug}/callback");
        // By query, which is what a code without more comes by: a form posted back would lack our cookies.
        asked.GetValueOrDefault("response_mode", "query").ShouldBe("query");
        asked["scope"].Split(' ').ShouldBe(["openid", "profile", "email"], ignoreOrder: true);
        asked["nonce"].Length.ShouldBeGreaterThan(20);
        company.Realm.LastToken["code_verifier"].Length.ShouldBeGreaterThanOrEqualTo(43);

        // Elsewhere this sign-in is nobody's.
        var other = await app.SignUp();
        (await browser.Get($"/{other.Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        (await browser.Get("/businesses")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        (await browser.Get($"/{other.Slug}/api/v1/business")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.Get("/account")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
    }
}
