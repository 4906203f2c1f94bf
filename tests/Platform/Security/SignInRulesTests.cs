using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Security;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>Setting a business's sign-in rules: by whom, against whom, and never into a lock on oneself.</summary>
public sealed class SignInRulesTests(GateTests.Clocked app) : IClassFixture<GateTests.Clocked>
{
    [Fact]
    public async Task The_page_sets_the_rules_and_the_log_shows_before_and_after()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        var path = $"/{shop.Slug}/settings/security/change";
        (
            await browser.Post(
                await browser.Get(path),
                "rules",
                ("Form.Roles", "manager"),
                ("Form.Roles", "staff"),
                ("Form.IdleMinutes", "60"),
                ("Form.AbsoluteMinutes", "1440")
            )
        ).Location.ShouldEndWith("/settings/security");
        var shown = await browser.Get($"/{shop.Slug}/settings/security");
        shown.Text.ShouldContain("1 hour");
        shown.Text.ShouldContain("1 day");
        var form = await browser.Get(path);
        form.Body.ShouldContain("value=\"manager\" checked");
        form.Body.ShouldNotContain("value=\"accountant\" checked");
        (await browser.Post(form, "rules", ("Form.IdleMinutes", ""), ("Form.AbsoluteMinutes", ""))).Status.ShouldBe(HttpStatusCode.Found);
        (
            await shop.Ask<string>(
                "SELECT before FROM platform.audit_entries WHERE action = 'platform.security_policy_changed' ORDER BY entry_id DESC"
            )
        ).ShouldBe("{\"secondFactorRoles\":[\"manager\",\"staff\"],\"idleMinutes\":60,\"absoluteMinutes\":1440}");
        (
            await shop.Ask<string>(
                "SELECT after FROM platform.audit_entries WHERE action = 'platform.security_policy_changed' ORDER BY entry_id DESC"
            )
        ).ShouldBe("{\"secondFactorRoles\":[]}");
    }

    [Fact]
    public async Task Nobody_locks_themselves_out()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        var path = $"/{shop.Slug}/settings/security/change";
        var refused = await browser.Post(
            await browser.Get(path),
            "rules",
            ("Form.Roles", "owner"),
            ("Form.Roles", "manager"),
            ("Form.IdleMinutes", "480")
        );
        refused.Text.ShouldContain("signed in without one");
        refused.Body.ShouldContain("href=\"/account/security\"");
        refused.Body.ShouldContain("value=\"owner\" checked");
        refused.Body.ShouldContain("value=\"480\" selected");
        (await shop.Ask<long>("SELECT count(*) FROM platform.access_policies")).ShouldBe(0);
        // With a second step of one's own it is for oneself too.
        await app.Run(shop, $"UPDATE platform.sessions SET factor_at = '{app.Clock.GetUtcNow():O}' WHERE person_id = '{shop.Owner}'");
        await Until.True(
            async () => (await browser.Post(await browser.Get(path), "rules", ("Form.Roles", "owner"))).Status == HttpStatusCode.Found,
            "the rule is saved",
            3
        );
        (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rule_made_meanwhile_is_not_overwritten()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        var path = $"/{shop.Slug}/settings/security/change";
        var (first, second) = (await browser.Get(path), await browser.Get(path));
        (await browser.Post(first, "rules", ("Form.IdleMinutes", "60"))).Status.ShouldBe(HttpStatusCode.Found);
        (await browser.Post(second, "rules", ("Form.IdleMinutes", "15"))).Text.ShouldContain("Someone else changed this");
        (await shop.Ask<int>("SELECT idle_minutes FROM platform.access_policies")).ShouldBe(60);
        var (third, fourth) = (await browser.Get(path), await browser.Get(path));
        (await browser.Post(third, "rules", ("Form.IdleMinutes", "480"))).Status.ShouldBe(HttpStatusCode.Found);
        (await browser.Post(fourth, "rules", ("Form.IdleMinutes", "15"))).Text.ShouldContain("Someone else changed this");
        (await shop.Ask<int>("SELECT idle_minutes FROM platform.access_policies")).ShouldBe(480);
    }

    [Fact]
    public async Task Of_many_who_write_the_first_rules_at_once_one_does()
    {
        var shop = await app.SignUp();
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    await using var scope = shop.Act();
                    return await ChangeAccessPolicy.Do(
                        scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                        new([BuiltInRoles.Staff], 60 + i, null, SignInRules.Unwritten),
                        CancellationToken.None
                    );
                })
        );
        outcomes.Count(o => o.Refusal is null).ShouldBe(1);
        outcomes.Where(o => o.Refusal is not null).ShouldAllBe(o => o.Refusal!.Code == "platform.changed_by_another");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.security_policy_changed'")).ShouldBe(1);
    }

    [Fact]
    public async Task Roles_are_those_the_business_can_give_and_times_have_bounds()
    {
        var shop = await app.SignUp();
        var role = Guid.CreateVersion7();
        await app.Run(
            shop,
            $$"""
            INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{{shop.Tenant}}', '{{role}}', 'Ketua kaunter', '{}', now(), now())
            """
        );
        (await Change(shop, [$"custom.{role}", "manager"])).ShouldBeNull();
        using var browser = await app.Enter(shop.Email);
        (await browser.Get($"/{shop.Slug}/settings/security/change")).Text.ShouldContain("Ketua kaunter");
        (await Change(shop, [$"custom.{Guid.CreateVersion7()}"])).ShouldBe("platform.policy_role_unknown");
        (await Change(shop, ["boss"])).ShouldBe("platform.policy_role_unknown");
        (await Change(shop, [], idle: 4)).ShouldBe("platform.minutes_out_of_range");
        (await Change(shop, [], idle: 20_161)).ShouldBe("platform.minutes_out_of_range");
        (await Change(shop, [], absolute: 14)).ShouldBe("platform.minutes_out_of_range");
        (await Change(shop, [], absolute: 129_601)).ShouldBe("platform.minutes_out_of_range");
        (await Change(shop, [], idle: 5, absolute: 129_600)).ShouldBeNull();
    }

    [Fact]
    public async Task An_old_proof_opens_no_page_and_an_api_key_changes_nothing()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var read = await client.GetAsync("/api/v1/security-policy");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        using var changed = await client.PutAsync(
            "/api/v1/security-policy",
            new StringContent("""{"secondFactorRoles":["staff"]}""", null, "application/json")
        );
        changed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await changed.Content.ReadAsStringAsync()).ShouldContain("platform.proof_needed");
        using var browser = await app.Enter(shop.Email);
        var form = await browser.Get($"/{shop.Slug}/settings/security/change");
        form.Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Pass(TimeSpan.FromMinutes(11));
        (await browser.Get($"/{shop.Slug}/settings/security/change")).Location.ShouldStartWith("/confirm?returnUrl=");
        (await browser.Get($"/{shop.Slug}/settings/security")).Status.ShouldBe(HttpStatusCode.OK);
        // What is typed may take a little longer than opening.
        (await browser.Post(form, "rules", ("Form.IdleMinutes", "60"))).Location.ShouldEndWith("/settings/security");
        app.Clock.Pass(TimeSpan.FromMinutes(20));
        (await browser.Post(form, "rules", ("Form.IdleMinutes", "15"))).Location.ShouldStartWith("/confirm?returnUrl=");
        (await shop.Ask<int>("SELECT idle_minutes FROM platform.access_policies")).ShouldBe(60);
    }

    [Fact]
    public async Task The_page_counts_who_has_no_second_step_yet()
    {
        var shop = await app.SignUp();
        var colleague = await app.Join(shop, BuiltInRoles.Staff);
        await using (var connection = await app.Connect(TestServer.Tester))
        {
            await using var factor = new Npgsql.NpgsqlCommand(
                $"UPDATE platform.people SET two_factor_enabled = true, display_name = 'Ali Berdua' WHERE id = '{colleague.Owner}'",
                connection
            );
            await factor.ExecuteNonQueryAsync();
        }
        await using var scope = shop.Act();
        var page = await app
            .Services.GetRequiredService<SecurityOverview>()
            .Read(shop.Tenant, new HashSet<string>(), CancellationToken.None);
        page.Roles.Single(r => r.Key == BuiltInRoles.Owner).ShouldBe(new(BuiltInRoles.Owner, null, 1, 1));
        page.Roles.Single(r => r.Key == BuiltInRoles.Staff).ShouldBe(new(BuiltInRoles.Staff, null, 1, 0));
        using var browser = await app.Enter(shop.Email);
        var shown = await browser.Get($"/{shop.Slug}/settings/security");
        shown.Text.ShouldNotContain("Ali Berdua");
        shown.Text.ShouldContain("Siti Owner");
    }

    private static async Task<string?> Change(TestBusiness shop, string[] roles, int? idle = null, int? absolute = null)
    {
        await using var scope = shop.Act();
        return (
            await ChangeAccessPolicy.Do(
                scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                new(roles, idle, absolute),
                CancellationToken.None
            )
        )
            .Refusal
            ?.Code;
    }
}
