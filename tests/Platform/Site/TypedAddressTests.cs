using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>What people type and browsers ask for by themselves is there.</summary>
public sealed class TypedAddressTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("/pricing")]
    [InlineData("/privacy")]
    [InlineData("/terms")]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/sign-up")]
    [InlineData("/register")]
    [InlineData("/daftar")]
    [InlineData("/favicon.ico")]
    [InlineData("/apple-touch-icon.png")]
    [InlineData("/site.webmanifest")]
    [InlineData("/service-worker.js")]
    [InlineData("/offline")]
    public async Task Leads_to_what_is_meant(string path)
    {
        using var browser = new HttpClient { BaseAddress = new(app.Address) };
        using var answer = await browser.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(100);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(
            path switch
            {
                "/favicon.ico" => "image/x-icon",
                "/apple-touch-icon.png" => "image/png",
                "/site.webmanifest" => "application/manifest+json",
                "/service-worker.js" => "text/javascript",
                _ => "text/html",
            }
        );
    }
}
