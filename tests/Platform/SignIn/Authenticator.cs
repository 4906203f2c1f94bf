using System.Text.RegularExpressions;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using OtpNet;
using Shouldly;

namespace Niaga.Platform.Tests.SignIn;

/// <summary>A person's authenticator app with the recovery codes they kept, and what one does with it in a browser.</summary>
internal sealed class Authenticator(string key, IReadOnlyList<string> recovery, long enrolled)
{
    private const int Step = 30;

    public string Key { get; } = key;

    public IReadOnlyList<string> Recovery { get; } = recovery;

    /// <summary>The next code after the one that set it up: each opens once, and one from the near future is taken.</summary>
    public string NextCode() => At(Key, enrolled + 1);

    /// <summary>A code that is right now or a moment ago, used or not.</summary>
    public string Code() => At(Key, Now());

    public static string Wrong(string right) =>
        ((int.Parse(right, System.Globalization.CultureInfo.InvariantCulture) + 1) % 1_000_000).ToString(
            "D6",
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>A new business whose owner has set the app up.</summary>
    public static async Task<(TestBusiness, Authenticator)> OfNewBusiness(NiagaApp app)
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        return (business, await Authenticator.SetUp(browser));
    }

    /// <summary>Signs in by password, in a browser that was not signed in.</summary>
    public static async Task<Page> Password(
        Browser browser,
        string email,
        string password = TestBusiness.Password,
        string at = "/en/sign-in"
    ) => await browser.Post(await browser.Get(at), "sign-in", ("Form.Email", email), ("Form.Password", password), ("Form.Keep", "true"));

    /// <summary>From the page with the QR code to the recovery codes.</summary>
    public static async Task<Authenticator> SetUp(Browser browser)
    {
        var page = await browser.Get("/account/security/authenticator");
        var key = KeyOn(page);
        var step = Now();
        var done = await browser.Post(page, "authenticator", ("Form.Code", At(key, step)));
        var codes = Regex.Match(done.Text, "id=\"recovery-codes\"[^>]*>([^<]*)</pre>") is { Success: true } shown
            ? shown.Groups[1].Value.Split('\n')
            : [];
        return new(key, codes, step);
    }

    /// <summary>The key as the page shows it in text.</summary>
    public static string KeyOn(Page page)
    {
        var shown = Regex.Match(page.Body, "id=\"authenticator-key\"[^>]*>([A-Z2-7 ]+)</code>");
        shown.Success.ShouldBeTrue(page.Body);
        return shown.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
    }

    /// <summary>Gives a code at the second step of a sign-in.</summary>
    public static async Task<Page> Second(Browser browser, string at, string code, bool recovery = false)
    {
        var page = await browser.Get(recovery ? at + (at.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "use=recovery" : at);
        return recovery
            ? await browser.Post(page, "recovery", ("Recovery.Code", code))
            : await browser.Post(page, "code", ("Form.Code", code));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / Step;

    private static string At(string key, long step) =>
        new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * Step).UtcDateTime);
}
