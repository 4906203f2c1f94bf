using System.Net;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>Roles a business makes for itself, and those of the trade.</summary>
public sealed class CustomRoleTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Theory]
    [InlineData("", "retail.sales.view", "platform.required")]
    [InlineData("Pemilik", "retail.sales.view", "platform.role_name_taken")]
    [InlineData("owner", "retail.sales.view", "platform.role_name_taken")]
    [InlineData("Penyelia", "", "platform.role_empty")]
    [InlineData("Penyelia", "platform.workspace.open", "platform.role_empty")]
    [InlineData("Penyelia", "retail.fly", "platform.permission_unknown")]
    public async Task What_is_no_role_is_refused(string name, string permission, string code)
    {
        var shop = await app.SignUp();
        (
            await app.As(shop, shop.Owner, r => CreateRole.Do(r, new(name, permission.Length == 0 ? [] : [permission]), Cancel))
        ).Refusal!.All.ShouldContain(e => e.Code == code);
        (await shop.Ask<long>("SELECT count(*) FROM platform.roles")).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_stands_once_even_when_ten_make_it_at_once()
    {
        var shop = await app.SignUp();
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => app.As(shop, shop.Owner, r => CreateRole.Do(r, new("Penyelia", ["retail.sales.view"]), Cancel)))
        );
        outcomes.Count(o => o.Refusal is null).ShouldBe(1);
        outcomes.Where(o => o.Refusal is not null).ShouldAllBe(o => o.Refusal!.Code == "platform.role_name_taken");
    }

    [Fact]
    public async Task Nobody_puts_into_a_role_or_takes_out_of_it_what_they_lack()
    {
        var shop = await app.SignUp();
        var keeper = await app.MakeRole(shop, "Penjaga peranan", PlatformPermissions.RolesManage, "retail.sales.view");
        var mighty = await app.MakeRole(shop, "Berkuasa", PlatformPermissions.SettingsEdit, "retail.sales.view");
        var plain = await app.MakeRole(shop, "Biasa", "retail.sales.view");
        var actor = (await app.Hire(shop, $"custom.{keeper}")).Person;
        (
            await app.As(shop, actor, r => CreateRole.Do(r, new("Lebih", ["retail.sales.view", "retail.sales.sell"]), Cancel))
        ).Refusal!.Code.ShouldBe("platform.beyond_you");
        (
            await app.As(
                shop,
                actor,
                r => ChangeRole.Do(r, new(plain, "Biasa", ["retail.sales.view", PlatformPermissions.AuditView]), Cancel)
            )
        ).Refusal!.Code.ShouldBe("platform.beyond_you");
        (await app.As(shop, actor, r => ChangeRole.Do(r, new(mighty, "Berkuasa", ["retail.sales.view"]), Cancel))).Refusal!.Code.ShouldBe(
            "platform.beyond_you"
        );
        (await app.As(shop, actor, r => DeleteRole.Do(r, mighty, Cancel))).Refusal!.Code.ShouldBe("platform.beyond_you");
        // Their own role neither: it grows by nobody's hand but one that holds more.
        (
            await app.As(
                shop,
                actor,
                r =>
                    ChangeRole.Do(
                        r,
                        new(
                            keeper,
                            "Penjaga peranan",
                            [PlatformPermissions.RolesManage, PlatformPermissions.MembersManage, "retail.sales.view"]
                        ),
                        Cancel
                    )
            )
        ).Refusal!.Code.ShouldBe("platform.beyond_you");
        (
            await app.As(
                shop,
                actor,
                r => ChangeRole.Do(r, new(plain, "Biasa saja", ["retail.sales.view", PlatformPermissions.MembersView]), Cancel)
            )
        ).Refusal.ShouldBeNull();
        (
            await shop.Ask<string>(
                $"SELECT before || after FROM platform.audit_entries WHERE action = 'platform.role_changed' AND subject_id = '{plain}'"
            )
        ).ShouldContain("Biasa saja");
    }

    [Fact]
    public async Task What_would_make_an_owner_is_in_no_role_but_the_owners()
    {
        var shop = await app.SignUp();
        (
            await app.As(
                shop,
                shop.Owner,
                r => CreateRole.Do(r, new("Juruteknik", ["retail.sales.view", PlatformPermissions.SsoManage]), Cancel)
            )
        ).Refusal!.Code.ShouldBe("platform.owners_permission");
        // One from before, or slipped into the table, gives it to nobody.
        var role = Guid.NewGuid();
        await app.Tell(
            shop,
            $$"""
            INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{{shop.Tenant}}', '{{role}}', 'Dahulu', '{platform.sso.manage,retail.sales.view}', now(), now())
            """
        );
        var member = await app.Hire(shop, $"custom.{role}");
        using var browser = new Browser(app);
        await browser.SignIn(member.Email);
        (await browser.Get($"/{shop.Slug}/sales")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Get($"/{shop.Slug}/settings/sso")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        (await owner.Get($"/{shop.Slug}/settings/roles/new")).Body.ShouldNotContain(PlatformPermissions.SsoManage);
    }

    [Fact]
    public async Task Whoever_may_open_a_part_of_the_settings_finds_a_way_in()
    {
        var shop = await app.SignUp();
        foreach (
            var (permission, path) in new[]
            {
                (PlatformPermissions.MembersManage, "settings/members"),
                (PlatformPermissions.AuditView, "settings/audit"),
                (PlatformPermissions.KeysManage, "settings/api-keys"),
                ("retail.sales.view", null),
            }
        )
        {
            var role = await app.MakeRole(shop, $"Peranan {permission}", permission);
            using var browser = new Browser(app);
            await browser.SignIn((await app.Hire(shop, $"custom.{role}")).Email);
            var page = await browser.Get($"/{shop.Slug}/");
            // Who has nothing to see on the dashboard is led to the first page they may open.
            if (page.Location is { } first)
                page = await browser.Get(new Uri(new Uri(app.Address), first).PathAndQuery);
            page.Status.ShouldBe(HttpStatusCode.OK, permission);
            if (path is null)
                page.Body.ShouldNotContain("href=\"settings", customMessage: permission);
            else
                page.Body.ShouldContain($"href=\"{path}\"", customMessage: permission);
            if (path is not null)
                (await browser.Get($"/{shop.Slug}/{path}")).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_role_in_work_by_two_is_changed_by_the_first()
    {
        var shop = await app.SignUp();
        var role = await app.MakeRole(shop, "Penyelia", "retail.sales.view");
        var version = (uint)await shop.Ask<long>("SELECT xmin::text::bigint FROM platform.roles");
        (
            await app.As(shop, shop.Owner, r => ChangeRole.Do(r, new(role, "Satu", ["retail.sales.view"], version), Cancel))
        ).Refusal.ShouldBeNull();
        (
            await app.As(shop, shop.Owner, r => ChangeRole.Do(r, new(role, "Dua", ["retail.sales.view"], version), Cancel))
        ).Refusal!.Code.ShouldBe("platform.changed_by_another");
    }

    [Fact]
    public async Task Ticks_of_a_module_that_is_off_survive_a_change()
    {
        var shop = await app.SignUp();
        var role = await app.MakeRole(shop, "Penyelia", "retail.sales.view", PlatformPermissions.AuditView);
        await app.Tell(shop, $"DELETE FROM platform.entitlements WHERE tenant_id = '{shop.Tenant}'");
        await Until.True(
            async () =>
                (await app.As(shop, shop.Owner, r => ChangeRole.Do(r, new(role, "Penyelia", ["retail.sales.view"]), Cancel))).Refusal?.Code
                == "platform.permission_unknown",
            "retail is off"
        );
        (
            await app.As(shop, shop.Owner, r => ChangeRole.Do(r, new(role, "Penyelia", [PlatformPermissions.SettingsView]), Cancel))
        ).Refusal.ShouldBeNull();
        (await shop.Ask<string[]>("SELECT permissions FROM platform.roles")).ShouldBe(
            [PlatformPermissions.SettingsView, "retail.sales.view"],
            ignoreOrder: true
        );
    }
}
