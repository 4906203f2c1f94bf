using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Identity.Factors;
using Niaga.Platform.Web;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

public sealed class PasskeyDomainTests
{
    [Theory]
    [InlineData(null, "localhost:5080", "localhost")]
    [InlineData(null, "kedai.localhost:5080", "localhost")]
    [InlineData(null, "kedai.niaga.my", "niaga.my")]
    [InlineData(null, "evil.example", "localhost")]
    [InlineData("https://niaga.my", "kedai.niaga.my", "niaga.my")]
    [InlineData("https://app.niaga.my/", "kedai.niaga.my", "niaga.my")]
    [InlineData("https://niaga.my", "evil.example", "niaga.my")]
    [InlineData("https://toko.example", "toko.example", "toko.example")]
    public void The_domain_is_one_the_deployment_names(string? address, string host, string domain) =>
        Options(address, host).ServerDomain.ShouldBe(domain);

    [Theory]
    [InlineData("https://niaga.my", "kedai.niaga.my", "https://kedai.niaga.my", true)]
    [InlineData("https://niaga.my", "internal:8080", "https://niaga.my", true)]
    [InlineData(null, "localhost:5080", "http://localhost:5080", true)]
    [InlineData(null, "kedai.localhost:5080", "http://kedai.localhost:5080", true)]
    [InlineData("https://niaga.my", "niaga.my", "http://niaga.my", false)]
    [InlineData("https://niaga.my", "niaga.my", "https://niaga.my:8443", false)]
    [InlineData("https://niaga.my", "niaga.my", "https://kedai.niaga.my", false)]
    [InlineData("https://niaga.my", "niaga.my", "https://notniaga.my", false)]
    [InlineData("https://niaga.my", "evil.example", "https://evil.example", false)]
    [InlineData("https://niaga.my", "niaga.my", "null", false)]
    public async Task An_answer_counts_only_from_the_address_it_came_to(string? address, string host, string origin, bool ours) =>
        (
            await Options(address, host)
                .ValidateOrigin!(
                    new()
                    {
                        HttpContext = new DefaultHttpContext(),
                        Origin = origin,
                        CrossOrigin = false,
                    }
                )
        ).ShouldBe(ours);

    [Fact]
    public async Task Another_sites_frame_asks_in_vain() =>
        (
            await Options(null, "localhost:5080")
                .ValidateOrigin!(
                    new()
                    {
                        HttpContext = new DefaultHttpContext(),
                        Origin = "http://localhost:5080",
                        CrossOrigin = true,
                    }
                )
        ).ShouldBeFalse();

    private static IdentityPasskeyOptions Options(string? address, string host)
    {
        var site = new SiteOptions { PublicAddress = address };
        site.BaseHosts.Add("niaga.my");
        var request = new DefaultHttpContext().Request;
        request.Host = new(host);
        return new PasskeyDomain(Microsoft.Extensions.Options.Options.Create(site)).Options(request);
    }
}
