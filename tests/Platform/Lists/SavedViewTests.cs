using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Lists;

/// <summary>A list's filters and order under a name.</summary>
public sealed class SavedViewTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task What_the_address_asks_for_gets_a_name_and_is_one_click_away()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var path = $"/{shop.Slug}/products";
        (await browser.Get(path)).Body.ShouldNotContain("save-view");
        var list = await browser.Get($"{path}?sort=-price&q=teh%20%26%20kopi&page=1&lang=en");

        var saved = await browser.Post(list, "save-view", ("Form.Name", "Drinks, dear first"));

        saved.Location.ShouldEndWith("/products?q=teh%20%26%20kopi&sort=-price");
        var plain = await browser.Get(path);
        plain.Text.ShouldContain("Drinks, dear first");
        plain.Body.ShouldContain($"href=\"{path}?q=teh%20%26%20kopi&amp;sort=-price\"");
        (await browser.Get($"/{shop.Slug}/sales")).Text.ShouldNotContain("Drinks, dear first");
        // The same in another order is the same view: nothing to save, only to remove.
        var again = await browser.Get($"{path}?q=teh+%26+kopi&sort=-price");
        again.Body.ShouldNotContain("\"save-view\"");
        again.Body.ShouldContain("\"remove-view\"");
    }

    [Fact]
    public async Task Ones_own_is_nobody_elses_and_the_shared_is_everybodys()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var path = $"/{shop.Slug}/products?sort=-price";
        await browser.Post(await browser.Get(path), "save-view", ("Form.Name", "Mine alone"));
        await browser.Post(
            await browser.Get($"/{shop.Slug}/products?sort=sku"),
            "save-view",
            ("Form.Name", "Ours"),
            ("Form.Shared", "true")
        );
        using var colleague = new Browser(app);
        await colleague.SignIn((await app.Hire(shop, "staff")).Email);

        var seen = await colleague.Get($"/{shop.Slug}/products?sort=sku");

        seen.Text.ShouldContain("Ours");
        seen.Text.ShouldNotContain("Mine alone");
        seen.Body.ShouldNotContain("remove-view", Case.Sensitive, "who may not change the settings takes nothing from everybody");
        (await shop.Ask<string>("SELECT string_agg(action, ' ') FROM platform.audit_entries WHERE action LIKE 'platform.view%'")).ShouldBe(
            "platform.view_shared"
        );
    }

    [Fact]
    public async Task Who_may_not_change_the_settings_shares_nothing()
    {
        var shop = await app.SignUp();
        using var staff = new Browser(app);
        await staff.SignIn((await app.Hire(shop, "staff")).Email);
        var list = await staff.Get($"/{shop.Slug}/products?sort=sku");
        list.Body.ShouldNotContain("Form.Shared");

        var refused = await staff.Post(list, "save-view", ("Form.Name", "Ours"), ("Form.Shared", "true"));

        refused.Location.ShouldBeNull();
        refused.Text.ShouldContain("You don't have permission");
        (await shop.Ask<long>("SELECT count(*) FROM platform.saved_views")).ShouldBe(0);
    }

    [Theory]
    [InlineData("", "Fill this in")]
    [InlineData("   ", "Fill this in")]
    [InlineData("\u202eturned", "Name")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890", "60")]
    public async Task A_name_that_is_none_is_refused_beside_its_field(string name, string said)
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var refused = await browser.Post(await browser.Get($"/{shop.Slug}/products?sort=sku"), "save-view", ("Form.Name", name));
        refused.ErrorOf("Name").ShouldNotBeNull();
        refused.Text.ShouldContain(said);
        refused.Body.ShouldContain("view-save\" open");
        (await shop.Ask<long>("SELECT count(*) FROM platform.saved_views")).ShouldBe(0);
    }

    [Fact]
    public async Task One_name_is_given_once_however_many_tabs_give_it()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var lists = new List<Page>();
        foreach (var sort in (string[])["sku", "-sku", "price", "-price"])
            lists.Add(await browser.Get($"/{shop.Slug}/products?sort={sort}"));

        var answers = await Task.WhenAll(
            lists.Select((list, i) => browser.Post(list, "save-view", ("Form.Name", i % 2 == 0 ? "One" : "ONE")))
        );

        answers.Count(a => a.Location is not null).ShouldBe(1);
        answers.Where(a => a.Location is null).ShouldAllBe(a => a.ErrorOf("Name")!.Contains("already"));
        (await shop.Ask<long>("SELECT count(*) FROM platform.saved_views")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_removed_comes_back_by_undo()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        var path = $"/{shop.Slug}/products?sort=sku";
        await browser.Post(await browser.Get(path), "save-view", ("Form.Name", "Ours"), ("Form.Shared", "true"));
        var removed = await browser.Post(await browser.Get(path), "remove-view");
        removed.Location.ShouldEndWith("/products?sort=sku");
        (await shop.Ask<long>("SELECT count(*) FROM platform.saved_views")).ShouldBe(0);

        var said = await browser.Get(path);
        said.Text.ShouldContain("The view is removed.");
        await browser.Post(said, "products?sort=sku");

        (await shop.Ask<string>("SELECT name || ' ' || (person_id IS NULL)::text FROM platform.saved_views")).ShouldBe("Ours true");
    }

    [Fact]
    public async Task Thirty_are_enough()
    {
        var (shop, owner) = await Owner();
        using var browser = owner;
        await shop.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.saved_views (tenant_id, view_id, list, person_id, name, query)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'retail.products', '{shop.Owner}', 'v' || i, 'q=' || i FROM generate_series(1, 30) i
            RETURNING 1) SELECT count(*) FROM w
            """
        );
        var refused = await browser.Post(await browser.Get($"/{shop.Slug}/products?sort=sku"), "save-view", ("Form.Name", "One more"));
        refused.Text.ShouldContain("At most 30");
        (
            await browser.Post(await browser.Get($"/{shop.Slug}/stock?q=a"), "save-view", ("Form.Name", "One more"))
        ).Location.ShouldNotBeNull();
    }

    private async Task<(TestBusiness Shop, Browser Browser)> Owner()
    {
        var shop = await app.SignUp();
        var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        return (shop, browser);
    }
}
