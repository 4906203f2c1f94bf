using System.Net;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>A form that another tab has done already: its page says so and shows what is there now.</summary>
public sealed class MissingFormTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("en", "That was done already, or is no longer there.")]
    [InlineData("ms", "Perkara itu sudah dibuat, atau sudah tiada lagi.")]
    public async Task What_was_done_in_another_tab_leads_back_to_the_page_and_says_so(string language, string said)
    {
        var (path, owner) = await Owner();
        using var browser = owner;
        var first = await browser.Get(path);
        (await browser.Post(first, "save-view", ("Form.Name", "Dear first"))).Location.ShouldNotBeNull();
        var second = await browser.Get(path);
        await Stale(first, "save-view", ("Form.Name", "Dear first"));
        await browser.Post(second, "remove-view");
        await Stale(second, "remove-view");

        async Task Stale(Page page, string form, params (string, string)[] fields)
        {
            var answer = await browser.Post(page, form, fields);
            answer.Status.ShouldBe(HttpStatusCode.Redirect);
            answer.Location.ShouldBe(path);
            (await browser.Get($"{answer.Location}&lang={language}")).Text.ShouldContain(said);
            (await browser.Get($"{answer.Location}&lang={language}")).Text.ShouldNotContain(said);
        }
    }

    [Fact]
    public async Task A_script_that_sent_it_is_told_where_to_go()
    {
        var (path, owner) = await Owner();
        using var browser = owner;
        var answer = await browser.Script(await browser.Get(path), path, ("_handler", "remove-view"));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ShouldContain($"X-Form-Location: {path}");
        (await browser.Get(path)).Text.ShouldContain("That was done already");
    }

    [Fact]
    public async Task Without_a_token_it_stays_refused_and_nothing_is_said_on_the_next_page()
    {
        var (path, owner) = await Owner();
        using var browser = owner;
        var answer = await browser.Send(path, ("_handler", "remove-view"));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("This page is out of date");
        (await browser.Get(path)).Text.ShouldNotContain("That was done already");
    }

    [Fact]
    public async Task A_post_that_names_no_form_is_refused_with_a_page()
    {
        var (path, owner) = await Owner();
        using var browser = owner;
        var answer = await browser.Script(await browser.Get(path), path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.ShouldContain("<h1");
    }

    private async Task<(string Path, Browser Browser)> Owner()
    {
        var shop = await app.SignUp();
        var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        return ($"/{shop.Slug}/products?sort=-price", browser);
    }
}
