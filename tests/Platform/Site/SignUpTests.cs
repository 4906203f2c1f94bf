using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

public sealed class SignUpTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_business_signs_up_and_is_in_its_workspace_at_once()
    {
        using var browser = new Browser(app);
        var slug = Fresh();
        var done = await browser.Post(await browser.Get("/en/sign-up"), "sign-up", Filled(slug));
        done.Status.ShouldBe(HttpStatusCode.Found, done.Text);
        done.Location.ShouldEndWith($"/{slug}/");
        var workspace = await browser.Get($"/{slug}/");
        workspace.Status.ShouldBe(HttpStatusCode.OK);
        workspace.Text.ShouldContain("Kedai Puan Ros");
        workspace.Text.ShouldContain("Welcome, Rosnah");
        workspace.Text.ShouldContain("<title>Dashboard · Kedai Puan Ros</title>");
        (await browser.Get($"/{slug}/settings/audit")).Text.ShouldContain(">Rosnah</a></span>");
    }

    [Fact]
    public async Task What_was_typed_is_kept_and_each_error_stands_beside_its_field()
    {
        using var browser = new Browser(app);
        var page = await browser.Post(
            await browser.Get("/en/sign-up"),
            "sign-up",
            ("Form.BusinessName", "Kedai <b>Ros</b>"),
            ("Form.Slug", "Not An Address"),
            ("Form.Industry", "retail.bakery"),
            ("Form.State", "99"),
            ("Form.OwnerName", ""),
            ("Form.Email", "ros@"),
            ("Form.Password", "short")
        );
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("value=\"Kedai &lt;b&gt;Ros&lt;/b&gt;\"");
        page.Body.ShouldContain("value=\"Not An Address\"");
        page.Body.ShouldContain("value=\"ros@\"");
        page.Body.ShouldContain("<option value=\"retail.bakery\" selected");
        page.Body.ShouldNotContain("value=\"short\"");
        page.ErrorOf("BusinessName").ShouldBeNull();
        foreach (var field in new[] { "Slug", "State", "OwnerName", "Email", "Password", "Agree" })
            page.ErrorOf(field).ShouldNotBeNullOrEmpty(field);
    }

    [Fact]
    public async Task A_taken_and_a_reserved_address_are_refused_beside_the_field()
    {
        var taken = await app.SignUp();
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-up");
        (await browser.Post(page, "sign-up", Filled(taken.Slug))).ErrorOf("Slug").ShouldNotBeNull().ShouldContain(taken.Slug);
        (await browser.Post(page, "sign-up", Filled("pricing"))).ErrorOf("Slug").ShouldNotBeNull().ShouldContain("kept for Niaga");
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_not_told()
    {
        var known = await app.SignUp();
        using var browser = new Browser(app);
        var slug = Fresh();
        var done = await browser.Post(await browser.Get("/en/sign-up"), "sign-up", Filled(slug, known.Email, "pisang goreng panas"));
        done.Location.ShouldEndWith($"/{slug}/");
        // Whoever knows only the address is in their own new business and not in that of the address's owner.
        (await browser.Get($"/{known.Slug}/")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_without_the_token_against_forgery_changes_nothing()
    {
        using var browser = new Browser(app);
        var slug = Fresh();
        await browser.Get("/en/sign-up");
        var refused = await browser.Send("/en/sign-up", [("_handler", "sign-up"), .. Filled(slug)]);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        await using var connection = await app.Connect(TestServer.Tester);
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM platform.tenants WHERE slug = $1", connection)
        {
            Parameters = { new() { Value = slug } },
        };
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    private static string Fresh() => "ros-" + Guid.NewGuid().ToString("N")[..10];

    private static (string, string)[] Filled(string slug, string? email = null, string password = "kuih lapis sedap") =>
        [
            ("Form.BusinessName", "Kedai Puan Ros"),
            ("Form.Slug", slug),
            ("Form.Industry", "retail.bakery"),
            ("Form.State", "01"),
            ("Form.OwnerName", "Rosnah"),
            ("Form.Email", email ?? $"{slug}@kedai.my"),
            ("Form.Password", password),
            ("Form.Agree", "true"),
        ];
}
