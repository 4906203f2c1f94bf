using System.Net;
using Niaga.Platform.Mail;
using Niaga.Platform.Tests.Accounts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>Whose language a page speaks: the person's own once they are signed in, on whichever device.</summary>
public sealed class ReaderLanguageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_toast_speaks_the_language_of_the_page_it_appears_on()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var settings = await browser.Get($"/{shop.Slug}/settings");
        await Invite(browser, shop, "ali@kedai.my");
        await browser.Post(settings, "/language", ("language", "ms"));
        var list = await browser.Get($"/{shop.Slug}/settings/members");
        list.Body.ShouldContain("<html lang=\"ms\"");
        list.Text.ShouldContain("Jemputan kepada ali@kedai.my");
        list.Text.ShouldNotContain("The invitation to");
    }

    [Fact]
    public async Task A_toast_that_somebody_made_up_says_nothing()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        foreach (var made in new[] { "{\"Key\":\"no.such.text\",\"Values\":[]}", "{\"Key\":\"site.members.revoked\"}", "{}", "x" })
        {
            var cookie = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(made));
            browser.Cookies.Add(new Uri(app.Address), new Cookie("niaga.flash", cookie, "/" + shop.Slug));
            var page = await browser.Get($"/{shop.Slug}/settings/members");
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Body.ShouldNotContain("data-toast");
        }
    }

    [Fact]
    public async Task The_language_chosen_while_signed_in_is_kept_with_the_account()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        (await browser.Get($"/{shop.Slug}/settings")).Body.ShouldContain("<html lang=\"en\"");
        (await Switch(browser, shop, "ms")).Location.ShouldBe($"/{shop.Slug}/settings");
        (await browser.Get($"/{shop.Slug}/settings")).Body.ShouldContain("<html lang=\"ms\"");
        (await shop.Ask<string>($"SELECT language FROM platform.people WHERE id = '{shop.Owner}'")).ShouldBe("ms");

        // Another device, whose browser asks for English.
        using var phone = new Browser(app);
        await phone.SignIn(shop.Email);
        foreach (var path in new[] { $"/{shop.Slug}/settings", $"/{shop.Slug}/nothing", "/account" })
            (await phone.Get(path)).Body.ShouldContain("<html lang=\"ms\"");
        // An address that names its language goes before it.
        (await phone.Get("/en/pricing")).Body.ShouldContain("<html lang=\"en\"");
        (await phone.Get($"/{shop.Slug}/settings?lang=en")).Body.ShouldContain("<html lang=\"en\"");
    }

    [Fact]
    public async Task A_public_page_that_names_its_language_is_left_in_the_new_one()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        (await browser.Post(await browser.Get("/en/pricing"), "/language", ("language", "ms"))).Location.ShouldBe("/ms/pricing");
        (await shop.Ask<string>($"SELECT language FROM platform.people WHERE id = '{shop.Owner}'")).ShouldBe("ms");
    }

    [Fact]
    public async Task Without_the_pages_token_nothing_is_switched()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        (await browser.Send("/language", ("language", "ms"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.Ask<string>($"SELECT language FROM platform.people WHERE id = '{shop.Owner}'")).ShouldBe("en");
        (await browser.Post(await browser.Get($"/{shop.Slug}/settings"), "/language", ("language", "xx"))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Mails_speak_the_persons_language_whatever_browser_asked_for_them()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        await Switch(browser, shop, "ms");
        using var elsewhere = new Browser(app);
        await elsewhere.Forget(shop.Email);
        await Until.True(async () => (await Resets()).Length == 1, "the mail is there");
        (await Resets())[0].Body.ShouldContain("kata laluan");

        async Task<FolderMail.Kept[]> Resets() => [.. (await app.Emails(shop.Email)).Where(m => m.Body.Contains("reset-password"))];
    }

    private static async Task<Page> Switch(Browser browser, TestBusiness shop, string language) =>
        await browser.Post(await browser.Get($"/{shop.Slug}/settings"), "/language", ("language", language));

    private static async Task Invite(Browser browser, TestBusiness shop, string email) =>
        (
            await browser.Post(
                await browser.Get($"/{shop.Slug}/settings/members/invite"),
                "invite",
                ("Form.Email", email),
                ("Form.Role", "staff"),
                ("Form.Language", "en")
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
}
