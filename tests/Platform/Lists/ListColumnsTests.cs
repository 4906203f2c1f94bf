using System.Net;
using System.Net.Http.Json;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Lists;

/// <summary>Columns a reader leaves out of a list.</summary>
public sealed class ListColumnsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly string[] All = ["role", "status", "factor", "joined", "seen"];

    [Fact]
    public async Task What_was_left_out_stays_out_for_its_reader_alone_until_it_is_shown_again()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var path = $"/{shop.Slug}/settings/members?sort=-name&lang=en";
        var list = await browser.Get(path);
        HeadersOf(list).ShouldBe(["Name", "Role", "Status", "Second step at sign-in", "Joined", "Last seen"]);

        var chosen = await browser.Post(list, "lists/columns", Shown("role", "status", "seen"));

        chosen.Location.ShouldEndWith("/settings/members?sort=-name&lang=en");
        var after = await browser.Get(path);
        HeadersOf(after).ShouldBe(["Name", "Role", "Status", "Last seen"]);
        var written = await shop.Ask<string>("SELECT xmin::text FROM platform.list_columns");
        await browser.Post(after, "lists/columns", Shown("role", "status", "seen"));
        (await shop.Ask<string>("SELECT xmin::text FROM platform.list_columns")).ShouldBe(written, "the same again writes nothing");
        after.Body.ShouldContain("name=\"Columns.Shown\" value=\"role\" checked");
        after.Body.ShouldNotContain("name=\"Columns.Shown\" value=\"joined\" checked");
        using var colleague = new Browser(app);
        await colleague.SignIn((await app.Hire(shop, "manager")).Email);
        HeadersOf(await colleague.Get(path)).Length.ShouldBe(6);

        await browser.Post(after, "lists/columns", Shown(All));

        HeadersOf(await browser.Get(path)).Length.ShouldBe(6);
        (await shop.Ask<long>("SELECT count(*) FROM platform.list_columns")).ShouldBe(0);
    }

    [Theory]
    [InlineData("platform", "joined")]
    [InlineData("", "joined")]
    [InlineData("platform.members; --", "joined")]
    [InlineData("platform.members", "joined,seen")]
    [InlineData("platform.members", "")]
    [InlineData("platform.members", "a_column_of_more_than_twenty_four")]
    public async Task What_is_no_list_or_no_column_is_refused(string list, string column)
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var page = await browser.Get($"/{shop.Slug}/settings/members?lang=en");
        var refused = await browser.Script(page, $"/{shop.Slug}/lists/columns", ("Columns.List", list), ("Columns.All", column));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.Ask<long>("SELECT count(*) FROM platform.list_columns")).ShouldBe(0);
    }

    [Fact]
    public async Task It_leads_back_within_the_site_alone_and_asks_for_the_pages_token()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var page = await browser.Get($"/{shop.Slug}/settings/members?lang=en");
        var away = await browser.Post(
            page,
            "lists/columns",
            ("Columns.List", "platform.members"),
            ("Columns.All", "seen"),
            ("Columns.Return", "//elsewhere.example/")
        );
        away.Location.ShouldBe($"/{shop.Slug}/");

        var forged = await browser.Send($"/{shop.Slug}/lists/columns", ("Columns.List", "platform.members"), ("Columns.All", "role"));

        ((int)forged.Status).ShouldBe(400);
        (await shop.Ask<string>("SELECT array_to_string(hidden, ',') FROM platform.list_columns")).ShouldBe("seen");
    }

    /// <summary>A browser drops a form within a form, and with it what it posts.</summary>
    [Theory]
    [InlineData("manager")]
    [InlineData("read-only")]
    public async Task The_menu_makes_no_form_within_a_form_and_works_there_too(string role)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await client.PostAsJsonAsync("/api/v1/customers", new { kind = "person", name = "Siti" })).IsSuccessStatusCode.ShouldBeTrue();
        using var browser = new Browser(app);
        await browser.SignIn((await app.Hire(shop, role)).Email);
        var list = await browser.Get($"/{shop.Slug}/customers?lang=en");
        var open = 0;
        foreach (var tag in list.Body.Split('<'))
        {
            open +=
                tag.StartsWith("form ", StringComparison.Ordinal) ? 1
                : tag.StartsWith("/form", StringComparison.Ordinal) ? -1
                : 0;
            open.ShouldBeInRange(0, 1);
        }
        HeadersOf(list).ShouldContain("Phone");

        await browser.Script(
            list,
            $"/{shop.Slug}/lists/columns",
            ("Columns.List", "trade.customers"),
            ("Columns.All", "phone"),
            ("Columns.All", "email"),
            ("Columns.Shown", "email")
        );

        HeadersOf(await browser.Get($"/{shop.Slug}/customers?lang=en")).ShouldNotContain("Phone");
    }

    [Fact]
    public async Task Two_tabs_at_once_leave_one_choice()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var page = await browser.Get($"/{shop.Slug}/settings/members?lang=en");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => browser.Post(page, "lists/columns", Shown(All.Where((_, c) => c != i % 5).ToArray())))
        );
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Redirect);
        (await shop.Ask<long>("SELECT sum(cardinality(hidden))::bigint FROM platform.list_columns")).ShouldBe(1);
    }

    private static (string, string)[] Shown(params string[] keys) =>
        [.. All.Select(k => ("Columns.All", k)), .. keys.Select(k => ("Columns.Shown", k))];

    private static string[] HeadersOf(Page page) =>
        [
            .. page
                .Body.Split("<th ")
                .Skip(1)
                .Select(h => h[(h.IndexOf('>', StringComparison.Ordinal) + 1)..].Split("</th>")[0])
                .Select(h => System.Text.RegularExpressions.Regex.Replace(h, "<[^>]*>", "").Trim())
                .Take(6),
        ];

    private async Task<(TestBusiness Shop, Browser Browser)> Owner()
    {
        var shop = await app.SignUp();
        var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        return (shop, browser);
    }
}
