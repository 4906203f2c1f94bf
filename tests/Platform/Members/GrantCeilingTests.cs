using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>
/// Nobody gives or takes what they lack; only an owner makes or unmakes an owner. Asked of every role against every role.
/// </summary>
public sealed class GrantCeilingTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task Every_role_reaches_as_far_as_it_holds()
    {
        var shop = await app.SignUp();
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var keys = modules.Roles.Select(r => r.Key).ToList();
        var supervisor = await app.As(
            shop,
            shop.Owner,
            r =>
                CreateRole.Do(
                    r,
                    new(
                        "Supervisor",
                        [PlatformPermissions.MembersManage, PlatformPermissions.RolesManage, "retail.sales.sell", "retail.stock.view"]
                    ),
                    Cancel
                )
        );
        keys.Add($"custom.{supervisor.Value}");
        var held = keys.ToDictionary(
            k => k,
            k =>
                k.StartsWith("custom.", StringComparison.Ordinal)
                    ? modules.WithImplied([
                        PlatformPermissions.WorkspaceOpen,
                        PlatformPermissions.MembersManage,
                        PlatformPermissions.RolesManage,
                        "retail.sales.sell",
                        "retail.stock.view",
                    ])
                    : modules.PermissionsOf(k)
        );
        var asked = 0;
        foreach (var actorRole in keys)
        {
            var actor = await app.Hire(shop, actorRole);
            foreach (var from in keys)
            {
                var member = await app.Hire(shop, from);
                foreach (var to in keys)
                {
                    var answer = (await app.As(shop, actor.Person, r => ChangeMemberRole.Do(r, new(member.Person, to), Cancel)))
                        .Refusal
                        ?.Code;
                    var expected =
                        !held[actorRole].Contains(PlatformPermissions.MembersManage) ? "platform.forbidden"
                        : actorRole != "owner" && (from == "owner" || to == "owner")
                            ? (from == "owner" || held[from].IsSubsetOf(held[actorRole]) ? "platform.owners_only" : "platform.beyond_you")
                        : !held[from].IsSubsetOf(held[actorRole]) || !held[to].IsSubsetOf(held[actorRole]) ? "platform.beyond_you"
                        : null;
                    answer.ShouldBe(expected, $"{actorRole} moves {from} to {to}");
                    (await shop.RoleOf(member.Person)).ShouldBe($"{(expected is null ? to : from)} active");
                    if (expected is null)
                        await app.Tell(shop, $"UPDATE platform.memberships SET role = '{from}' WHERE person_id = '{member.Person}'");
                    asked++;
                }
                if (held[from].IsSubsetOf(held[actorRole]) && (from != "owner" || actorRole == "owner"))
                    continue;

                await Untouched(shop, actor.Person, member.Person);
            }
        }
        output.WriteLine($"{asked} changes of role asked");
        asked.ShouldBe(keys.Count * keys.Count * keys.Count);
    }

    [Fact]
    public async Task A_key_or_sign_in_that_may_less_than_its_person_gives_less()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "read-only");
        string[] narrow = [PlatformPermissions.MembersManage, PlatformPermissions.MembersView, PlatformPermissions.WorkspaceOpen];
        (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, "manager"), Cancel), narrow)).Refusal!.Code.ShouldBe(
            "platform.beyond_you"
        );
        (
            await app.As(shop, shop.Owner, r => InviteMember.Do(r, new("a@kedai.my", "owner", "en", app.Address), Cancel), narrow)
        ).Refusal!.Code.ShouldBe("platform.beyond_you");
        (await app.As(shop, shop.Owner, r => RemoveMember.Do(r, member.Person, Cancel), narrow)).Refusal!.Code.ShouldBe(
            "platform.beyond_you"
        );
    }

    [Fact]
    public async Task What_one_was_when_the_gate_let_one_in_does_not_count_any_more()
    {
        var shop = await app.SignUp();
        var (manager, member) = (await app.Hire(shop, "manager"), await app.Hire(shop, "staff"));
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'read-only' WHERE person_id = '{manager.Person}'");
        (
            await app.As(
                shop,
                manager.Person,
                r => ChangeMemberRole.Do(r, new(member.Person, "manager"), Cancel),
                app.PermissionsOf("manager")
            )
        ).Refusal!.Code.ShouldBe("platform.beyond_you");
        await app.Tell(
            shop,
            $"UPDATE platform.memberships SET role = 'manager', status = 'suspended' WHERE person_id = '{manager.Person}'"
        );
        (
            await app.As(
                shop,
                manager.Person,
                r => ChangeMemberRole.Do(r, new(member.Person, "manager"), Cancel),
                app.PermissionsOf("manager")
            )
        ).Refusal!.Code.ShouldBe("platform.forbidden");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("custom.")]
    [InlineData("custom.00000000-0000-7000-8000-000000000000")]
    [InlineData("OWNER")]
    public async Task A_key_that_is_no_role_is_refused(string? role)
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, role), Cancel))).Refusal!.Code.ShouldBe(
            "platform.role_unknown"
        );
        (
            await app.As(shop, shop.Owner, r => InviteMember.Do(r, new("a@kedai.my", role, "en", app.Address), Cancel))
        ).Refusal!.Code.ShouldBe("platform.role_unknown");
    }

    [Fact]
    public async Task A_role_of_a_module_the_business_does_not_hold_is_none_of_its_roles()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        await app.Tell(shop, $"DELETE FROM platform.entitlements WHERE tenant_id = '{shop.Tenant}'");
        await Until.True(
            async () =>
                (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, "retail.cashier"), Cancel))).Refusal?.Code
                == "platform.role_unknown",
            "the cashier is gone"
        );
    }

    [Fact]
    public async Task Anothers_role_is_no_role_here()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        var member = await app.Hire(shop, "staff");
        var theirs = await app.As(other, other.Owner, r => CreateRole.Do(r, new("Penyelia", ["retail.sales.view"]), Cancel));
        (
            await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, $"custom.{theirs.Value}"), Cancel))
        ).Refusal!.Code.ShouldBe("platform.role_unknown");
    }

    private async Task Untouched(TestBusiness shop, PersonId actor, PersonId member)
    {
        var before = await shop.RoleOf(member);
        (await app.As(shop, actor, r => SuspendMember.Do(r, new(member), Cancel))).Refusal.ShouldNotBeNull();
        (await app.As(shop, actor, r => RemoveMember.Do(r, member, Cancel))).Refusal.ShouldNotBeNull();
        (await app.As(shop, actor, r => ReactivateMember.Do(r, new(member), Cancel))).Refusal.ShouldNotBeNull();
        (await shop.RoleOf(member)).ShouldBe(before);
    }
}
