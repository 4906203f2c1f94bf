using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Niaga.Platform.Tests.Site;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>A provider, or somebody between, tries to get in with what does not count. Each fails, and nobody is let in.</summary>
public sealed class SsoAttackTests(SsoApp app) : IClassFixture<SsoApp>
{
    private static readonly Dictionary<string, (Action<TestRealm> Break, string Fault)> Breaks = new()
    {
        ["issuer of somebody else"] = (r => r.Bend = p => p["iss"] = "https://login.evil.example", "IssuerMismatch"),
        ["issuer missing"] = (r => r.Bend = p => p.Remove("iss"), "IssuerMismatch"),
        ["audience of another client"] = (r => r.Bend = p => p["aud"] = "another-client", "Audience"),
        ["audience missing"] = (r => r.Bend = p => p.Remove("aud"), "Audience"),
        ["many audiences, for another party"] = (
            r => r.Bend = p => (p["aud"], p["azp"]) = (new[] { TestRealm.ClientId, "another" }, "another"),
            "Token"
        ),
        ["nonce of another sign-in"] = (r => r.Bend = p => p["nonce"] = "not-the-nonce", "Nonce"),
        ["nonce missing"] = (r => r.Bend = p => p.Remove("nonce"), "Nonce"),
        ["expired"] = (r => r.Bend = p => (p["nbf"], p["exp"]) = (At(-20), At(-3)), "Clock"),
        ["no expiry"] = (r => r.Bend = p => p.Remove("exp"), "Clock"),
        ["not yet valid"] = (r => r.Bend = p => p["nbf"] = At(3), "Clock"),
        ["unsigned"] = (r => r.Sign = p => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(p), "Signature"),
        ["signed with the client secret"] = (
            r => r.Sign = p => Symmetric(p, Encoding.UTF8.GetBytes(TestRealm.ClientSecret + TestRealm.ClientSecret)),
            "Signature"
        ),
        ["signed with the public key as a secret"] = (r => r.Sign = r.Key.SignWithPublicKey, "Signature"),
        ["signed by a key it does not publish"] = (r => (r.Published, r.Key) = ([r.Key], new()), "Signature"),
        ["payload changed after signing"] = (r => r.Sign = p => Tamper(r.Honest(p)), "Signature"),
        ["header says none"] = (r => r.Sign = p => Headless(r.Honest(p)), "Signature"),
        ["subject missing"] = (r => r.Bend = p => p.Remove("sub"), "Token"),
        ["the user's own document is another's"] = (r => r.UserInfo = new() { ["sub"] = "person-2", ["email"] = "x@y.my" }, "Token"),
        ["no e-mail address"] = (r => r.Bend = p => p.Remove("email"), "NoEmail"),
        ["no address but words"] = (r => r.Bend = p => p["email"] = "aminah at kedai", "NoEmail"),
        ["address not checked by the provider"] = (r => r.Bend = p => p["email_verified"] = false, "EmailUnverified"),
        ["address of a domain nobody proved"] = (r => r.Bend = p => p["email"] = "aminah@gmail.com", "DomainNotVerified"),
        ["address of a domain below the proven one"] = (
            r => r.Bend = p => p["email"] = $"aminah@sub.{p["email"].ToString()!.Split('@')[1]}",
            "DomainNotVerified"
        ),
        ["token answer is no JSON"] = (r => r.TokenAnswer = (200, "<html>"), ""),
        ["token answer has no token"] = (r => r.TokenAnswer = (200, "{}"), "Token"),
        ["token answer is a redirect elsewhere"] = (r => r.TokenAnswer = (302, ""), ""),
        ["client unknown there"] = (r => r.TokenAnswer = (401, """{"error":"invalid_client"}"""), "BadSecret"),
        ["the person said no"] = (r => r.AuthorizeError = "access_denied", "Denied"),
        ["the provider's own error"] = (r => r.AuthorizeError = "server_error", "ProviderError"),
    };

    public static TheoryData<string> All => [.. Breaks.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nobody_gets_in_with(string attack)
    {
        var company = await app.Company();
        var (broken, fault) = Breaks[attack];
        broken(company.Realm);
        using var browser = new Browser(app);
        var page = await Company.Through(browser, company.Start);
        page.Location.ShouldNotBeNull(page.Text).ShouldStartWith($"/sso/{company.Slug}/refused?fault=" + fault);
        await company.Stays(browser, $"aminah@{company.Domain}");
        (await browser.Get(page.Location!)).Text.ShouldContain("You aren't signed in");
        // The owner can read that somebody tried.
        (
            await company.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.sso_sign_in_refused'")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_a_little_off_is_forgiven()
    {
        var company = await app.Company();
        company.Realm.Bend = p => (p["nbf"], p["iat"]) = (At(1.5), At(1.5));
        using var browser = new Browser(app);
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
        company.Realm.Bend = p => (p["nbf"], p["exp"]) = (At(-20), At(-1.5));
        (await Company.Through(browser, company.Start)).Location.ShouldBe($"/{company.Slug}/");
    }

    [Fact]
    public async Task An_address_of_another_businesss_domain_opens_nothing_here()
    {
        var victim = await app.Company();
        var attacker = await app.Company();
        attacker.Realm.Person["email"] = victim.Business.Email;
        using var browser = new Browser(app);
        (await Company.Through(browser, attacker.Start)).Location.ShouldBe($"/sso/{attacker.Slug}/refused?fault=DomainNotVerified");
        await attacker.Stays(browser);
        // And a person who works in both comes in to the one alone whose provider vouched for them.
        var email = $"dua@{attacker.Domain}";
        var person = await attacker.Member(email);
        await victim.Run(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{victim.Business.Tenant}', '{person}', 'manager', now())
            """
        );
        attacker.Realm.Person["email"] = email;
        (await Company.Through(browser, attacker.Start)).Location.ShouldBe($"/{attacker.Slug}/");
        (await browser.Get($"/{victim.Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
    }

    [Fact]
    public async Task An_address_given_to_somebody_else_at_the_provider_does_not_open_the_first_ones_account()
    {
        var company = await app.Company();
        using var first = new Browser(app);
        await Company.Through(first, company.Start);
        company.Realm.Person["sub"] = "person-2";
        using var second = new Browser(app);
        (await Company.Through(second, company.Start)).Location.ShouldBe($"/sso/{company.Slug}/refused?fault=AnotherSubject");
        second.Cookies.GetAllCookies().ShouldNotContain(c => c.Name == "niaga.person");
        // People made anew at the provider: the owner says so, and the address tells again.
        (await company.Act(runner => Niaga.Identity.Sso.ResetSsoIdentities.Do(runner, default, CancellationToken.None))).ShouldBeNull();
        (await Company.Through(second, company.Start)).Location.ShouldBe($"/{company.Slug}/");
    }

    [Fact]
    public async Task An_answer_without_our_state_with_anothers_or_used_up_is_refused()
    {
        var company = await app.Company();
        using var browser = new Browser(app);
        using var other = new Browser(app);
        var back = await Company.ToDoorstep(browser, company.Start);
        var refused = $"/sso/{company.Slug}/refused?fault=StrangeAnswer";
        // Missing, invented, another browser's.
        (await browser.Get(Without(back, "state"))).Location.ShouldBe(refused);
        (await browser.Get(Without(back, "state") + "&state=invented")).Location.ShouldBe(refused);
        (await other.Get(back)).Location.ShouldBe(refused);
        await company.Stays(other);
        // Of a sign-in at another business.
        var elsewhere = await app.Company();
        var foreign = await Company.ToDoorstep(browser, elsewhere.Start);
        (await browser.Get(Without(back, "state") + "&state=" + Uri.EscapeDataString(Query(foreign, "state")))).Location.ShouldBe(refused);
        await company.Stays(browser);
        // The right one works, once.
        (await browser.Get(back)).Location.ShouldBe($"/{company.Slug}/");
        (await browser.Get(back)).Location.ShouldBe(refused);
        // Anonymous junk fills no log of the owner's.
        (
            await company.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.sso_sign_in_refused'")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_code_stolen_from_another_browser_or_used_before_buys_nothing()
    {
        var company = await app.Company();
        using var thief = new Browser(app);
        using var owner = new Browser(app);
        var stolen = await Company.ToDoorstep(owner, company.Start);
        var own = await Company.ToDoorstep(thief, company.Start);
        // The thief's own state with the other's code: the verifier is not the one the code was made for.
        var page = await thief.Get(Without(own, "code") + "&code=" + Query(stolen, "code"));
        page.Location.ShouldNotBeNull().ShouldStartWith($"/sso/{company.Slug}/refused?fault=ProviderError");
        await company.Stays(thief);
        // The code is spent now; its owner begins again.
        (await owner.Get(stolen))
            .Location.ShouldNotBeNull()
            .ShouldStartWith($"/sso/{company.Slug}/refused?fault=ProviderError");
        (await Company.Through(owner, company.Start)).Location.ShouldBe($"/{company.Slug}/");
    }

    [Fact]
    public async Task The_token_of_another_businesss_provider_counts_there_alone()
    {
        var victim = await app.Company();
        var attacker = await app.Company();
        // The attacker runs a provider and answers with a token that is honest there, or names the victim's provider.
        attacker.Realm.Person["email"] = $"bos@{victim.Domain}";
        string? honest = null;
        attacker.Realm.Sign = p => honest = attacker.Realm.Honest(p);
        using var browser = new Browser(app);
        await Company.Through(browser, attacker.Start);
        victim.Realm.Sign = _ => honest!;
        (await Company.Through(browser, victim.Start)).Location.ShouldNotBeNull().ShouldStartWith($"/sso/{victim.Slug}/refused?fault=");
        await victim.Stays(browser, $"bos@{victim.Domain}");
        victim.Realm.Sign = p => attacker.Realm.Key.Sign(p);
        (await Company.Through(browser, victim.Start)).Location.ShouldBe($"/sso/{victim.Slug}/refused?fault=Signature");
        await victim.Stays(browser);
    }

    private static long At(double minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private static string Symmetric(string payload, byte[] secret) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            payload,
            new SigningCredentials(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256)
        );

    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        var payload = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.Decode(parts[1]))!;
        payload["sub"] = "the-boss";
        return $"{parts[0]}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(payload))}.{parts[2]}";
    }

    private static string Headless(string token) =>
        Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + token.Split('.')[1] + ".";

    internal static string Query(string address, string name) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(address).Query)[name].ToString();

    internal static string Without(string address, string name)
    {
        var uri = new Uri(address);
        var kept = Microsoft
            .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query)
            .Where(q => q.Key != name)
            .Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        return $"{uri.GetLeftPart(UriPartial.Path)}?{string.Join('&', kept)}";
    }
}
