using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Oidc;
using Niaga.Identity.Sso;
using Niaga.Platform.Web;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>
/// An owner may type any address; it leads to the internet, and never to what only this machine or its network can reach.
/// </summary>
public sealed class PrivateAddressTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("https://localhost/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://127.0.0.1:5432/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://[::1]/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://[::ffff:10.0.0.1]/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://169.254.169.254/latest/meta-data", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://10.1.2.3/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://2130706433/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://0x7f.1/", nameof(SsoFailure.PrivateAddress))]
    [InlineData("https://0/", nameof(SsoFailure.Unreachable))]
    [InlineData("http://login.kedai.my/", nameof(SsoFailure.NotEncrypted))]
    public async Task The_way_there_is_barred(string address, string fault)
    {
        var http = app.Services.GetRequiredService<ProviderHttp>();
        var refused = await Should.ThrowAsync<Exception>(() => http.OfOwner.GetAsync(new Uri(address)));
        ProviderException.Of(refused)!.Value.Fault.ToString().ShouldBe(fault);
        // Also where a provider's own document leads there: it goes the same way.
        var metadata = new ProviderMetadata(address, false, http.OfOwner, encrypted: true, TimeProvider.System);
        var told = await Should.ThrowAsync<Exception>(() => metadata.GetConfigurationAsync(CancellationToken.None));
        ProviderException.Of(told)!.Value.Fault.ToString().ShouldBeOneOf(fault, nameof(SsoFailure.NoDiscovery));
    }

    [Fact]
    public async Task A_business_whose_provider_is_inside_learns_only_that()
    {
        await using var providers = new TestProvider();
        var realm = providers.Realm();
        var business = await app.SignUp();
        await using (var scope = business.Act())
        {
            var input = new ConnectSso.Input(realm.Issuer, "x", "y", null, null, null, "staff", true, false, [], null);
            (
                await ConnectSso.Do(scope.ServiceProvider.GetRequiredService<UseCases.UseCaseRunner>(), input, CancellationToken.None)
            ).Refusal!.Code.ShouldBe("platform.issuer_invalid");
            (
                await ConnectSso.Do(
                    scope.ServiceProvider.GetRequiredService<UseCases.UseCaseRunner>(),
                    input with
                    {
                        Issuer = realm.Issuer.Replace("http:", "https:", StringComparison.Ordinal),
                    },
                    CancellationToken.None
                )
            ).Refusal.ShouldBeNull();
        }
        using var owner = await app.Signed(business.Owner);
        var left = await owner.Get((await owner.Get($"/{business.Slug}/settings/sso/try")).Location!);
        left.Location.ShouldBe($"/{business.Slug}/settings/sso#tried");
        (await owner.Get($"/{business.Slug}/settings/sso")).Text.ShouldContain("leads into a private network");
        realm.Discoveries.ShouldBe(0);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.255.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void The_internet_is_told_from_the_inside(string address, bool open) =>
        PublicInternet.Contains(IPAddress.Parse(address)).ShouldBe(open);
}
