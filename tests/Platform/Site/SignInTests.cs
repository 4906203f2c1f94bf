using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Mail;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

public sealed class SignInTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task The_right_password_leads_into_the_only_business_and_out_again()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        (await SignIn(browser, business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
        var workspace = await browser.Get($"/{business.Slug}/");
        workspace.Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Post(workspace, "/sign-out")).Location.ShouldEndWith("/sign-in");
        (await browser.Get($"/{business.Slug}/")).Location.ShouldStartWith("/sign-in?returnUrl=");
    }

    [Fact]
    public async Task A_page_that_lay_open_while_another_tab_signed_in_says_so_and_leads_on()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        var first = await browser.Get("/en/sign-in");
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", shop.Email),
            ("Form.Password", TestBusiness.Password)
        );
        var stale = await browser.Post(first, "sign-in", ("Form.Email", shop.Email), ("Form.Password", TestBusiness.Password));
        stale.Status.ShouldBe(HttpStatusCode.BadRequest);
        stale.Text.ShouldContain("This page is out of date");
        stale.Body.ShouldContain("href=\"/en/sign-in\"");
        (await browser.Get("/en/sign-in")).Location.ShouldEndWith($"/{shop.Slug}/");
        foreach (var page in new[] { "/en/sign-up", "/forgot-password", "/account", $"/{shop.Slug}/settings", "/account/devices" })
        {
            (await browser.Send(page, ("Form.Email", "x"))).Text.ShouldContain("This page is out of date", customMessage: page);
        }
    }

    [Theory]
    [InlineData("/en/sign-in?again=x")]
    [InlineData("/en/sign-in?direct=x")]
    [InlineData("/sso/a/go?again=x")]
    public async Task A_question_in_an_address_that_means_nothing_breaks_nothing(string path)
    {
        using var browser = new Browser(app);
        (await browser.Get(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_zero_in_a_field_is_refused_with_words()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", shop.Email),
            ("Form.Password", TestBusiness.Password)
        );
        var refused = await browser.Post(
            await browser.Get("/account"),
            "profile",
            ("Profile.Name", "Siti\0Aminah"),
            ("Profile.Language", "en")
        );
        refused.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        refused.Text.Length.ShouldBeGreaterThan(500);
        (await shop.Ask<string>($"SELECT display_name FROM platform.people WHERE id = '{shop.Owner}'")).ShouldBe("Siti Owner");
    }

    [Fact]
    public async Task Signing_out_asks_for_the_token_against_forgery()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await SignIn(browser, business.Email);
        (await browser.Send("/sign-out")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get($"/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Unknown_wrong_and_locked_are_the_same_page()
    {
        var wrong = await app.SignUp();
        var locked = await app.SignUp();
        await Lock(locked, DateTimeOffset.MaxValue);
        var pages = new List<string>();
        foreach (
            var (email, password) in new[]
            {
                ("nobody@example.my", TestBusiness.Password),
                (wrong.Email, "not the password"),
                (locked.Email, TestBusiness.Password),
                (locked.Email, "not the password"),
            }
        )
        {
            using var browser = new Browser(app);
            var page = await SignIn(browser, email, password);
            page.Status.ShouldBe(HttpStatusCode.OK);
            pages.Add(page.Bare.Replace(email, "", StringComparison.Ordinal));
        }
        pages.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Repeated_failures_lock_the_account_and_the_lock_expires()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        for (var i = 0; i < 8; i++)
            await SignIn(browser, business.Email, "not the password");
        (await SignIn(browser, business.Email)).Status.ShouldBe(HttpStatusCode.OK);
        await Lock(business, DateTimeOffset.UnixEpoch);
        (await SignIn(browser, business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil")]
    public async Task Nobody_is_sent_to_a_strangers_site(string returnUrl)
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        (await SignIn(browser, business.Email, at: "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl))).Location.ShouldEndWith(
            $"/{business.Slug}/"
        );
    }

    [Fact]
    public async Task The_page_asked_for_is_where_one_arrives()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var asked = await browser.Get($"/{business.Slug}/settings?x=1");
        (await SignIn(browser, business.Email, at: asked.Location!)).Location.ShouldEndWith($"/{business.Slug}/settings?x=1");
    }

    [Fact]
    public async Task A_reset_link_comes_by_mail_and_works_once()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var known = await browser.Post(await browser.Get("/forgot-password"), "forgot", ("Form.Email", business.Email));
        var unknown = await browser.Post(await browser.Get("/forgot-password"), "forgot", ("Form.Email", "nobody@example.my"));
        known.Bare.ShouldBe(unknown.Bare);
        var link = await EmailMessage(business.Email);
        link.ShouldStartWith(app.Address + "/reset-password?person=");
        var path = new Uri(link).PathAndQuery;

        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "short"))).ErrorOf("Password").ShouldNotBeNull();
        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "nasi lemak sambal"))).Location.ShouldEndWith("/sign-in");
        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "a second new password"))).Text.ShouldContain(
            "has been used"
        );
        (await SignIn(browser, business.Email)).Status.ShouldBe(HttpStatusCode.OK);
        (await SignIn(browser, business.Email, "nasi lemak sambal")).Location.ShouldEndWith($"/{business.Slug}/");
        (await app.NewClient().GetStringAsync("/dev/mail")).ShouldContain(WebUtility.HtmlEncode(link));
    }

    [Fact]
    public async Task A_reset_link_never_leads_to_the_host_a_stranger_wrote_into_the_request()
    {
        var business = await app.SignUp();
        using var client = app.NewClient();
        using var browser = new Browser(app);
        var page = await browser.Get("/forgot-password");
        var token = System
            .Text.RegularExpressions.Regex.Match(page.Body, "__RequestVerificationToken\" value=\"([^\"]*)\"")
            .Groups[1]
            .Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/forgot-password")
        {
            Content = new FormUrlEncodedContent([
                new("_handler", "forgot"),
                new("__RequestVerificationToken", token),
                new("Form.Email", business.Email),
            ]),
        };
        request.Headers.Host = "evil.example";
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(new(app.Address)));
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EmailMessage(business.Email)).ShouldStartWith("http://localhost:");
    }

    private static async Task<Page> SignIn(
        Browser browser,
        string email,
        string password = TestBusiness.Password,
        string at = "/en/sign-in"
    ) => await browser.Post(await browser.Get(at), "sign-in", ("Form.Email", email), ("Form.Password", password), ("Form.Keep", "true"));

    private async Task Lock(TestBusiness business, DateTimeOffset until)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = await accounts.FindByIdAsync(business.Owner.ToString());
        (await accounts.SetLockoutEndDateAsync(person!, until)).Succeeded.ShouldBeTrue();
    }

    /// <summary>The link of the newest message to an address; background work writes it.</summary>
    private async Task<string> EmailMessage(string to)
    {
        var mail = app.Services.GetRequiredService<FolderMail>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            var message = (await mail.Newest(50, patience.Token)).FirstOrDefault(l => l.To.Contains(to, StringComparison.Ordinal));
            if (message is not null)
                return message.Body.Split('\n').First(l => l.StartsWith("http", StringComparison.Ordinal)).Trim();
        } while (await again.WaitForNextTickAsync(patience.Token));
        throw new TimeoutException();
    }
}

public sealed class SignInLimitTests(SignInLimitTests.Strict app) : IClassFixture<SignInLimitTests.Strict>
{
    [Fact]
    public async Task Too_many_tries_from_one_network_address_are_429_and_looking_stays_free()
    {
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-in");
        for (var i = 0; i < 5; i++)
            (await browser.Post(page, "sign-in", ("Form.Email", $"a{i}@example.my"), ("Form.Password", "whatever it is"))).Status.ShouldBe(
                HttpStatusCode.OK
            );
        var limited = await browser.Post(page, "sign-in", ("Form.Email", "b@example.my"), ("Form.Password", "whatever it is"));
        limited.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        limited.Headers.ShouldContain("Retry-After");
        limited.Text.ShouldContain("Wait a minute");
        (await browser.Get("/en/sign-in")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Niaga with limits one can reach in a test.</summary>
    public sealed class Strict : NiagaApp
    {
        protected override string[] Configuration => ["--Attempts:PerNetworkAddress=5"];
    }
}
