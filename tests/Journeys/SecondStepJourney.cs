using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Niaga.Identity.Sessions;
using Niaga.Testing;
using OtpNet;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// The second step as its person meets it: Chromium's own authenticator for passkeys, an authenticator app in ten lines for codes.
/// </summary>
public sealed class SecondStepJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360, "ms-MY")]
    [InlineData(1440, "en-MY")]
    public async Task A_passkey_from_the_security_page_to_signing_in_without_a_password(int width, string language)
    {
        var business = await app.SignUp();
        var page = await browser.Open(app.Address, width, dark: width < 500, language: language);
        await Authenticator(page);
        // The button alone; what the address field offers has a journey of its own.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        await page.SignIn(business);
        await page.GotoAsync("/account/security");
        await page.Locator("[name='Passkey.Name']").FillAsync("Telefon Siti");
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#recovery-codes")).ToBeVisibleAsync();
        await Fine(page);
        await page.Locator("a.btn-primary[href='account/security']").ClickAsync();
        await Assertions.Expect(page.Locator(".keys li")).ToContainTextAsync("Telefon Siti");
        await Fine(page);

        // Without a password.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/en/sign-in");
        await Fine(page);
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync($"**/{business.Slug}/");
        await Assertions.Expect(page.Locator(".shell")).ToBeVisibleAsync();

        // As the second step after the password.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/en/sign-in");
        await page.Field("Email").FillAsync(business.Email);
        await page.Field("Password").FillAsync(TestBusiness.Password);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.WaitForURLAsync("**/second-factor*");
        await Fine(page);
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync($"**/{business.Slug}/");

        // As the proof before a dangerous act.
        await Age(business);
        await page.GotoAsync("/account/security");
        page.Url.ShouldContain("/confirm?returnUrl=");
        await Fine(page);
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/account/security");

        // Gone again.
        await page.Locator(".keys li a").ClickAsync();
        await Fine(page);
        await page.Locator("a[data-confirm=remove]").ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".keys")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_address_field_offers_the_passkey_without_a_click_on_the_button()
    {
        var business = await app.SignUp();
        var page = await browser.Open(app.Address);
        await Authenticator(page);
        await page.SignIn(business);
        await page.GotoAsync("/account/security");
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#recovery-codes")).ToBeVisibleAsync();
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/en/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForURLAsync($"**/{business.Slug}/");
    }

    [Fact]
    public async Task Whoever_closes_the_browsers_question_is_told_and_can_try_again()
    {
        var business = await app.SignUp();
        var page = await browser.Open(app.Address, 360);
        var (cdp, id) = await Authenticator(page);
        await page.SignIn(business);
        await page.GotoAsync("/account/security");
        // A name that is missing is told before the device makes anything.
        await page.Locator("[name='Passkey.Name']").FillAsync("");
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[name='Passkey.Name']")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("[name='Passkey.Name']").FillAsync("Kaunter");
        await cdp.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = id, ["isUserVerified"] = false });
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-said=cancelled]")).ToBeVisibleAsync();
        await cdp.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = id, ["isUserVerified"] = true });
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#recovery-codes")).ToBeVisibleAsync();
        await page.GotoAsync("/account/security");
        // The same authenticator once more: it says that it has one already.
        await page.Locator("[data-passkey] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-said=known]")).ToBeVisibleAsync();
        await Fine(page);
    }

    [Theory]
    [InlineData(360, "en-MY")]
    [InlineData(1440, "ms-MY")]
    public async Task An_app_from_the_qr_code_to_signing_in_with_its_code(int width, string language)
    {
        var business = await app.SignUp();
        var page = await browser.Open(app.Address, width, dark: width > 500, language: language);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.SignIn(business);
        await page.GotoAsync("/account/security");
        await page.Locator("a[href='account/security/authenticator']").ClickAsync();
        await Assertions.Expect(page.Locator("svg.qr")).ToBeVisibleAsync();
        await Fine(page);
        var key = Base32Encoding.ToBytes(
            (await page.Locator("#authenticator-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal)
        );
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var code = new Totp(key).ComputeTotp(now);
        await page.Field("Code").FillAsync(code[..3] + " " + code[3..]);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        var shown = (await page.Locator("#recovery-codes").InnerTextAsync()).Trim().Split('\n');
        shown.Length.ShouldBe(10);
        await page.Locator("button[data-copy=recovery-codes]").ClickAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldContain(shown[9]);
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[download]").ClickAsync());
        file.SuggestedFilename.ShouldEndWith(".txt");
        (await File.ReadAllTextAsync((await file.PathAsync())!)).ShouldContain(shown[0]);
        await Fine(page);
        await page.Locator("a.btn-primary[href='account/security']").ClickAsync();

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/en/sign-in");
        await page.Field("Email").FillAsync(business.Email);
        await page.Field("Password").FillAsync(TestBusiness.Password);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.WaitForURLAsync("**/second-factor*");
        await Fine(page);
        await page.Field("Code").FillAsync("000000");
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Fine(page);
        await page.Field("Code").FillAsync(new Totp(key).ComputeTotp(now.AddSeconds(30)));
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.WaitForURLAsync($"**/{business.Slug}/");

        // A recovery code in the place of a lost phone. What the page before still asks for must not bring a cookie after they are gone.
        await page.GotoAsync("about:blank");
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/en/sign-in");
        await page.Field("Email").FillAsync(business.Email);
        await page.Field("Password").FillAsync(TestBusiness.Password);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.Locator(".access-ways a[href*='use=recovery']").ClickAsync();
        await Fine(page);
        await page.Locator("[name='Recovery.Code']").FillAsync(shown[2]);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.WaitForURLAsync($"**/{business.Slug}/");
        await page.GotoAsync("/account/devices");
        await Fine(page);
        await page.Locator("a[data-confirm=end-others]").ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    /// <summary>A platform authenticator that always finds its person present.</summary>
    private static async Task<(ICDPSession Cdp, string Id)> Authenticator(IPage page)
    {
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("WebAuthn.enable");
        var made = await cdp.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        return (cdp, made!.Value.GetProperty("authenticatorId").GetString()!);
    }

    private async Task Age(TestBusiness business)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var command = new Npgsql.NpgsqlCommand(
            $"UPDATE platform.sessions SET factor_at = factor_at - interval '11 min' WHERE person_id = '{business.Owner}'",
            connection
        );
        await command.ExecuteNonQueryAsync();
        app.Services.GetRequiredService<SessionCache>().Forget(business.Owner);
    }

    /// <summary>Nothing sideways, no serious axe violation.</summary>
    private static async Task Fine(IPage page)
    {
        (
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBeLessThanOrEqualTo(1, page.Url);
        (await page.Violations()).ShouldBeEmpty(page.Url);
    }
}
