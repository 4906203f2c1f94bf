using System.Net;
using Niaga.Platform.Tests.Site;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Where a business's sign-in lies, and where it leads to.</summary>
public sealed class SsoAddressTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task Off_and_unknown_are_one_answer()
    {
        var off = await app.Company(on: false);
        var none = await app.SignUp();
        using var browser = new Browser(app);
        var pages = new List<string>();
        foreach (var slug in new[] { off.Slug, none.Slug, "kedai-entah" })
        {
            var page = await browser.Get($"/sso/{slug}");
            page.Status.ShouldBe(HttpStatusCode.NotFound);
            pages.Add(page.Bare.Replace(slug, "", StringComparison.Ordinal));
        }
        pages.Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/businesses")]
    public async Task Nobody_is_sent_out_of_the_business_after_signing_in(string returnUrl)
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        (await Company.Through(browser, $"{company.Start}?returnUrl={Uri.EscapeDataString(returnUrl)}")).Location.ShouldBe(
            $"/{company.Slug}/"
        );
    }

    [Fact]
    public async Task The_answer_never_goes_to_the_host_a_stranger_wrote_into_the_request()
    {
        var company = await app.Company();
        using var client = app.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, company.Start) { Headers = { Host = "evil.example" } };
        using var answer = await client.SendAsync(request);
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        new Uri(asked["redirect_uri"].ToString()).Host.ShouldBe("localhost");
    }

    [Fact]
    public async Task On_a_businesss_own_address_the_way_leads_to_the_platforms()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        (await browser.Get($"/{company.Slug}/sso/{company.Slug}?returnUrl=%2F{company.Slug}%2Faccount")).Location.ShouldBe(
            $"{app.Address}/sso/{company.Slug}?returnUrl=%2F{company.Slug}%2Faccount"
        );
    }
}
