using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Domains;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>Niaga with addresses that answer whatever status a test asks for.</summary>
public sealed class StatusApp : NiagaApp
{
    protected override IEnumerable<Manifest> MoreManifests =>
        [
            new()
            {
                Key = "probe",
                Assembly = typeof(StatusApp).Assembly,
                Parts = typeof(Parts),
            },
        ];

    internal sealed class Parts : IModuleStartup
    {
        public void AddServices(IServiceCollection services) { }

        public void MapApi(IEndpointRouteBuilder api) =>
            api.MapGet("/probe/away", (Words words) => DomainErrors.ResolverSilent().ToProblem(words))
                .WithMetadata(new PublicAccessAttribute("A test's own.") { Place = PublicPlace.Platform });

        public void MapFiles(IEndpointRouteBuilder site)
        {
            site.MapGet("/status/{code:int}", Fail)
                .WithMetadata(new PublicAccessAttribute("A test's own.") { Place = PublicPlace.Platform });
            site.MapGet("/inside/{code:int}", Fail).WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen));
        }

        private static Task Fail(HttpContext http, int code)
        {
            if (code == 500)
                throw new InvalidOperationException("on purpose");

            http.Response.StatusCode = code;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Whatever goes wrong, the reader is told where they are, what it was and how to go on, in their language.</summary>
public sealed partial class StatusPageTests(StatusApp app) : IClassFixture<StatusApp>
{
    public static TheoryData<int> Codes => [400, 403, 404, 405, 409, 412, 429, 500, 503];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task In_a_business_every_failure_keeps_the_frame(int code)
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/inside/{code}");
        ((int)page.Status).ShouldBe(code);
        Heading(page).ShouldNotBeNullOrWhiteSpace();
        page.Body.ShouldContain("<html lang=\"en\"");
        page.Body.ShouldContain("class=\"shell-nav\"");
        page.Body.ShouldContain("href=\"settings\"");
        page.Text.ShouldContain($"Kedai {shop.Slug}");
        WaysOn(page).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task In_public_every_failure_has_a_heading_and_a_way_on_in_each_language(int code)
    {
        foreach (var language in new[] { "en", "ms" })
        {
            using var browser = new Browser(app);
            browser.Cookies.Add(new Uri(app.Address), new Cookie("niaga.lang", language, "/"));
            var page = await browser.Get($"/status/{code}");
            ((int)page.Status).ShouldBe(code);
            page.Body.ShouldContain($"<html lang=\"{language}\"");
            Heading(page).ShouldNotBeNullOrWhiteSpace();
            WaysOn(page).ShouldNotBeEmpty();
            page.Body.ShouldNotContain("class=\"shell-nav\"");
        }
    }

    [Fact]
    public async Task A_dead_link_leads_to_the_list_where_it_would_have_stood_and_back()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/products/{Guid.NewGuid()}");
        page.Status.ShouldBe(HttpStatusCode.NotFound);
        page.Text.ShouldContain("Look in Products");
        WaysOn(page).ShouldContain("products");
        var nowhere = await browser.Get($"/{shop.Slug}/nothing/here");
        nowhere.Status.ShouldBe(HttpStatusCode.NotFound);
        nowhere.Body.ShouldContain("class=\"shell-nav\"");
        (await browser.Get($"/{shop.Slug}/nothing?lang=ms")).Body.ShouldContain("<html lang=\"ms\"");
    }

    [Fact]
    public async Task Who_lacks_a_right_reads_which_and_who_can_give_it()
    {
        var shop = await app.SignUp();
        var staff = await app.Hire(shop, "staff");
        await app.Hire(shop, "manager", "Nur Aisyah");
        using var browser = new Browser(app);
        await browser.SignIn(staff.Email);
        var page = await browser.Get($"/{shop.Slug}/settings/members/invite");
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        Heading(page).ShouldBe("You may not open this");
        page.Text.ShouldContain("Invite members, change their roles, remove them");
        page.Text.ShouldContain("Siti Owner or Nur Aisyah can give it to you.");
        page.Body.ShouldContain("class=\"shell-nav\"");
    }

    [Fact]
    public async Task A_stranger_gets_no_frame_of_a_business_that_is_not_theirs()
    {
        var shop = await app.SignUp();
        var stranger = await app.Somebody();
        using var browser = new Browser(app);
        await browser.SignIn(stranger.Email);
        foreach (var path in new[] { "/inside/500", "/nothing", "/settings", "/r/nobody" })
        {
            var page = await browser.Get($"/{shop.Slug}{path}");
            page.Status.ShouldBe(HttpStatusCode.NotFound, path);
            page.Body.ShouldNotContain("class=\"shell-nav\"");
            page.Text.ShouldNotContain($"Kedai {shop.Slug}");
            WaysOn(page).ShouldContain("/businesses");
        }
    }

    [Theory]
    [InlineData("/status/503")]
    [InlineData("/api/v1/probe/away")]
    public async Task What_is_away_says_when_to_come_back(string path)
    {
        using var client = app.NewClient();
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(5));
    }

    private static string? Heading(Page page) =>
        Head().Matches(page.Body) is [var only] ? WebUtility.HtmlDecode(only.Groups[1].Value) : null;

    /// <summary>Where the buttons of the page itself lead.</summary>
    private static string[] WaysOn(Page page) =>
        [.. Button().Matches(page.Body[page.Body.IndexOf("<main", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("<a class=\"btn[^\"]*\" href=\"([^\"]*)\"")]
    private static partial Regex Button();
}
