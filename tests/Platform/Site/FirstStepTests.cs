using System.Net;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>The first steps on the dashboard are ticked by what there is.</summary>
public sealed class FirstStepTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_step_is_done_while_the_thing_is_there_however_it_came()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        (await Done(browser, shop)).ShouldBe(0);
        await app.Tell(
            shop,
            $"""
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, name, name_key, price_sen, tax_code, created_at, updated_at)
            VALUES ('{shop.Tenant}', gen_random_uuid(), 'A1', 'a1', 'Susu', 'susu', 100, 'none', now(), now())
            """
        );
        // However the products came, neither importing nor adding one is left to do.
        (await Done(browser, shop)).ShouldBe(2);

        await Invite(browser, shop);
        (await Done(browser, shop)).ShouldBe(3);
        await app.Tell(shop, "UPDATE platform.invitations SET revoked_at = now()");
        (await Done(browser, shop)).ShouldBe(2);
        await app.Hire(shop, "staff");
        (await Done(browser, shop)).ShouldBe(3);
    }

    [Fact]
    public async Task Whether_they_are_shown_is_remembered_and_heard_of_when_another_node_changes_it()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        (await Shows(browser, shop)).ShouldBeTrue();
        // As another node would: this one only hears of it.
        await app.Tell(shop, "UPDATE platform.businesses SET first_steps_shown = false");
        await Until.True(async () => !await Shows(browser, shop), "dismissed");
        await app.Tell(shop, "UPDATE platform.businesses SET first_steps_shown = NULL, agreed_at = now() - interval '13 days'");
        await Until.True(() => Shows(browser, shop), "shown within two weeks");
        await app.Tell(shop, "UPDATE platform.businesses SET agreed_at = now() - interval '15 days'");
        await Until.True(async () => !await Shows(browser, shop), "gone after two weeks");
    }

    private static async Task<bool> Shows(Browser browser, TestBusiness shop) =>
        (await browser.Get($"/{shop.Slug}/?stay=1")).Body.Contains("id=\"first-steps\"", StringComparison.Ordinal);

    [Fact]
    public async Task Who_may_change_settings_dismisses_them_for_everybody_and_brings_them_back()
    {
        var shop = await app.SignUp();
        var staff = await app.Hire(shop, "retail.cashier");
        using var cashier = new Browser(app);
        await cashier.SignIn(staff.Email);
        var theirs = await cashier.Get($"/{shop.Slug}/?stay=1");
        theirs.Body.ShouldContain("id=\"first-steps\"");
        theirs.Body.ShouldNotContain("dismiss-first-steps");

        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var dashboard = await owner.Get($"/{shop.Slug}/?stay=1");
        (await owner.Post(dashboard, "dismiss-first-steps")).Status.ShouldBe(HttpStatusCode.Found);
        var after = await owner.Get($"/{shop.Slug}/?stay=1");
        after.Body.ShouldNotContain("id=\"first-steps\"");
        after.Text.ShouldContain("The settings bring them back.");
        (await cashier.Get($"/{shop.Slug}/?stay=1")).Body.ShouldNotContain("id=\"first-steps\"");

        var settings = await owner.Get($"/{shop.Slug}/settings");
        (await owner.Post(settings, "first-steps")).Status.ShouldBe(HttpStatusCode.Found);
        (await cashier.Get($"/{shop.Slug}/?stay=1")).Body.ShouldContain("id=\"first-steps\"");
        (await owner.Get($"/{shop.Slug}/settings")).Body.ShouldNotContain("Show them on the dashboard again");
    }

    [Fact]
    public async Task After_two_weeks_they_are_gone_unless_asked_for()
    {
        var shop = await app.SignUp();
        await app.Tell(shop, "UPDATE platform.businesses SET agreed_at = now() - interval '15 days'");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        (await owner.Get($"/{shop.Slug}/?stay=1")).Body.ShouldNotContain("id=\"first-steps\"");
        await owner.Post(await owner.Get($"/{shop.Slug}/settings"), "first-steps");
        (await owner.Get($"/{shop.Slug}/?stay=1")).Body.ShouldContain("id=\"first-steps\"");
    }

    private static async Task<int> Done(Browser browser, TestBusiness shop) =>
        (await browser.Get($"/{shop.Slug}/?stay=1")).Body.Split("who-mark-round is-done").Length - 1;

    private static async Task Invite(Browser browser, TestBusiness shop) =>
        (
            await browser.Post(
                await browser.Get($"/{shop.Slug}/settings/members/invite"),
                "invite",
                ("Form.Email", "ali@kedai.my"),
                ("Form.Role", "staff"),
                ("Form.Language", "en")
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
}
