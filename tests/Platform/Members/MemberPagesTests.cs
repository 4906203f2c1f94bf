using System.Net;
using Niaga.Identity.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>The pages as people use them, over HTTP.</summary>
public sealed class MemberPagesTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task The_list_shows_who_works_here_and_finds_them()
    {
        var shop = await app.SignUp();
        var cashier = await app.Hire(shop, "retail.cashier", "Nur Aisyah");
        await app.Hire(shop, "staff", "Tan Mei Ling");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var list = await owner.Get($"/{shop.Slug}/settings/members");
        foreach (var word in new[] { "Siti Owner", "Nur Aisyah", "Tan Mei Ling", "Cashier", "Owner", $"settings/members/{cashier.Person}" })
            list.Text.ShouldContain(word);
        var found = await owner.Get($"/{shop.Slug}/settings/members?q=aisyah");
        found.Text.ShouldContain("Nur Aisyah");
        found.Text.ShouldNotContain("Tan Mei Ling");
        (await owner.Get($"/{shop.Slug}/settings/members?q=nobody")).Text.ShouldContain("Nobody found");
    }

    [Fact]
    public async Task Who_may_only_look_sees_no_way_to_act_and_finds_none()
    {
        var shop = await app.SignUp();
        var accountant = await app.Hire(shop, "accountant");
        using var browser = new Browser(app);
        await browser.SignIn(accountant.Email);
        var list = await browser.Get($"/{shop.Slug}/settings/members");
        list.Status.ShouldBe(HttpStatusCode.OK);
        list.Body.ShouldNotContain("settings/members/invite");
        list.Body.ShouldNotContain($"settings/members/{shop.Owner}");
        foreach (var path in new[] { "invite", shop.Owner.ToString() })
            (await browser.Get($"/{shop.Slug}/settings/members/{path}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.Get($"/{shop.Slug}/settings/roles")).Text.ShouldContain("What each role may do");
        (await browser.Get($"/{shop.Slug}/settings/roles/new")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_owner_changes_suspends_and_removes_from_the_page_of_a_member()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff", "Nur Aisyah");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var path = $"/{shop.Slug}/settings/members/{member.Person}";
        var (page, late) = (await owner.Get(path), await owner.Get(path));
        page.Text.ShouldContain("Remove Nur Aisyah from this business?");
        (await owner.Post(page, "role", ("Form.Role", "nobody"))).ErrorOf("Role").ShouldNotBeNull();
        (await owner.Post(page, "role", ("Form.Role", "manager"))).Location.ShouldEndWith("settings/members");
        (await shop.RoleOf(member.Person)).ShouldBe("manager active");
        // Somebody else was quicker: the page says so.
        (await owner.Post(late, "role", ("Form.Role", "staff"))).Text.ShouldContain("Someone else changed this");
        (await owner.Post(page, "suspend")).Location.ShouldEndWith("settings/members");
        (await shop.RoleOf(member.Person)).ShouldBe("manager suspended");
        (await owner.Post(page, "reactivate")).Location.ShouldEndWith("settings/members");
        (await owner.Post(page, "remove")).Location.ShouldEndWith("settings/members");
        (await shop.RoleOf(member.Person)).ShouldBe("none");
        (await owner.Get(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (
            await shop.Ask<string>(
                "SELECT string_agg(action, ' ' ORDER BY entry_id) FROM platform.audit_entries WHERE action LIKE 'platform.member_%'"
            )
        ).ShouldBe("platform.member_role_changed platform.member_suspended platform.member_reactivated platform.member_removed");
    }

    [Fact]
    public async Task The_last_owner_reads_why_they_cannot_leave_and_a_member_leaves()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var path = $"/{shop.Slug}/settings/leave";
        (await owner.Post(await owner.Get(path), "leave")).Text.ShouldContain("keeps at least one active owner");
        using var browser = new Browser(app);
        await browser.SignIn(member.Email);
        (await browser.Get($"/{shop.Slug}/account")).Text.ShouldContain("Your role: Staff");
        (await browser.Post(await browser.Get(path), "leave")).Location.ShouldEndWith("/businesses");
        (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_invitation_is_sent_again_and_revoked_from_its_page()
    {
        var shop = await app.SignUp();
        var id = (await app.As(shop, shop.Owner, r => InviteMember.Do(r, new("baru@kedai.my", "staff", "en", app.Address), Cancel))).Value;
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var path = $"/{shop.Slug}/settings/members/invitations/{id}";
        (await owner.Post(await owner.Get(path), "resend")).Location.ShouldEndWith("settings/members");
        (await shop.Ask<int>("SELECT sent_count FROM platform.invitations")).ShouldBe(2);
        (await owner.Post(await owner.Get(path), "revoke")).Location.ShouldEndWith("settings/members");
        (await owner.Get(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await owner.Get($"/{shop.Slug}/settings/members")).Text.ShouldContain("Only you so far");
    }

    [Fact]
    public async Task A_role_is_made_from_a_copy_changed_and_deleted()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var copy = await owner.Get($"/{shop.Slug}/settings/roles/new?copy=retail.cashier");
        copy.Text.ShouldContain("Begins as a copy of Cashier");
        System
            .Text.RegularExpressions.Regex.Match(copy.Body, "<input[^>]*value=\"retail.sales.sell\"[^>]*>")
            .Value.ShouldContain("checked");
        (await owner.Post(copy, "role", ("Form.Name", ""))).Text.ShouldContain("Tick at least one");
        (
            await owner.Post(
                copy,
                "role",
                ("Form.Name", "Ketua syif"),
                ("Form.Permissions", "retail.sales.sell"),
                ("Form.Permissions", "retail.stock.view")
            )
        ).Location.ShouldEndWith("settings/roles");
        var id = await shop.Ask<Guid>("SELECT role_id FROM platform.roles");
        (await owner.Get($"/{shop.Slug}/settings/roles")).Text.ShouldContain("Ketua syif");
        var page = await owner.Get($"/{shop.Slug}/settings/roles/{id}");
        (await owner.Post(page, "role", ("Form.Name", "Ketua"), ("Form.Permissions", "retail.sales.sell"))).Location.ShouldEndWith(
            "settings/roles"
        );
        (await shop.Ask<string[]>("SELECT permissions FROM platform.roles")).ShouldBe(["retail.sales.sell"]);
        (await owner.Post(await owner.Get($"/{shop.Slug}/settings/roles/{id}"), "delete")).Location.ShouldEndWith("settings/roles");
        (await shop.Ask<long>("SELECT count(*) FROM platform.roles")).ShouldBe(0);
    }

    [Fact]
    public async Task The_export_is_a_table_the_log_knows_of()
    {
        var shop = await app.SignUp();
        await app.Hire(shop, "staff", "=HYPERLINK(\"x\")");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var file = await owner.Get($"/{shop.Slug}/settings/members.csv");
        file.Body.ShouldContain("Siti Owner,");
        file.Body.ShouldContain("'=HYPERLINK(");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.members_exported'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_gives_access_asks_for_a_fresh_proof_and_looking_does_not()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/settings/members/{member.Person}");
        await app.Tell(shop, $"UPDATE platform.sessions SET password_at = now() - interval '3 hours' WHERE person_id = '{shop.Owner}'");
        await Until.True(
            async () =>
                (await owner.Get($"/{shop.Slug}/settings/members/{member.Person}")).Location?.StartsWith(
                    "/confirm?returnUrl=",
                    StringComparison.Ordinal
                ) == true,
            "proof is asked"
        );
        foreach (var path in new[] { "members/invite", "roles/new", "leave" })
            (await owner.Get($"/{shop.Slug}/settings/{path}")).Location.ShouldStartWith("/confirm?returnUrl=");
        foreach (var path in new[] { "members", "roles" })
            (await owner.Get($"/{shop.Slug}/settings/{path}")).Status.ShouldBe(HttpStatusCode.OK);
        (await owner.Post(page, "role", ("Form.Role", "owner"))).Location.ShouldStartWith("/confirm?returnUrl=");
        (await shop.RoleOf(member.Person)).ShouldBe("staff active");
    }
}
