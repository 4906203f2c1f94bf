using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Trade.Branches;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>Who works at some branches only: who says so, what it changes at once, and what nobody gets round.</summary>
public sealed class LimitedMemberTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task An_owner_limits_a_member_who_sees_the_rest_no_more_on_every_node_and_with_every_key()
    {
        var (shop, first, klang) = await Open();
        var member = await app.Hire(shop, "manager", "Nur Aisyah");
        await using var node = await app.AnotherNode();
        using var theirs = new Browser(node);
        await theirs.SignIn(member.Email);
        using var key = await Key(node, shop, member.Email);
        var places = new[] { $"/{shop.Slug}/products?branch={first}", $"/{shop.Slug}/products?branch={klang}" };
        foreach (var place in places)
            (await theirs.Get(place)).Status.ShouldBe(HttpStatusCode.OK);
        (await key.GetAsync($"/api/v1/products?branch={first}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await theirs.Get($"/{shop.Slug}/roster")).Body.ShouldContain($"{first}");

        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var path = $"/{shop.Slug}/settings/members/{member.Person}";
        var page = await owner.Get(path);
        page.Text.ShouldContain("Works at");
        page.Text.ShouldContain("All branches");
        (await owner.Post(page, "where", ("Where.Everywhere", "some"))).Text.ShouldContain("Tick at least one branch");
        (await owner.Post(page, "where", ("Where.Everywhere", "some"), ("Where.Branches", "x"))).Text.ShouldContain(
            "One of these branches"
        );
        var late = await owner.Get(path);
        (await owner.Post(page, "where", ("Where.Everywhere", "some"), ("Where.Branches", $"{klang}"))).Location.ShouldEndWith(
            "settings/members"
        );
        (await owner.Post(late, "where", ("Where.Everywhere", "all"))).Text.ShouldContain("Someone else changed this");
        (await owner.Get($"/{shop.Slug}/settings/members")).Text.ShouldContain("Klang");
        (await owner.Get($"/{shop.Slug}/settings/members/{shop.Owner}")).Text.ShouldContain("An owner sees every branch");

        await Until.True(
            async () => (await theirs.Get(places[0])).Status == HttpStatusCode.NotFound,
            "the other node has heard of it",
            seconds: 10
        );
        (await theirs.Get(places[1])).Status.ShouldBe(HttpStatusCode.OK);
        // Neither the frame nor a page of its own offers the others.
        (await theirs.Get($"/{shop.Slug}/roster")).Body.ShouldNotContain($"{first}");
        (await key.GetAsync($"/api/v1/products?branch={first}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await key.GetAsync($"/api/v1/products?branch={klang}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = await key.GetFromJsonAsync<JsonElement>($"/api/v1/members/{member.Person}");
        told.GetProperty("branches")[0].GetGuid().ShouldBe(klang);
        (
            await shop.Ask<string>("SELECT after FROM platform.audit_entries WHERE action = 'platform.member_branches_changed'")
        ).ShouldContain("Klang");
        foreach (var log in new[] { "audit", "security-log" })
            (await owner.Get($"/{shop.Slug}/settings/{log}")).Text.ShouldContain("Changed where a member works");
        (await theirs.Get($"/{shop.Slug}/settings/members/{member.Person}")).Text.ShouldContain("Somebody else says where you work");

        (await owner.Post(await owner.Get(path), "where", ("Where.Everywhere", "all"))).Location.ShouldEndWith("settings/members");
        await Until.True(
            async () => (await theirs.Get(places[0])).Status == HttpStatusCode.OK,
            "the other node has heard of that too",
            seconds: 10
        );
    }

    [Fact]
    public async Task Who_is_limited_gives_and_takes_no_other_branch_and_no_owner_is_limited()
    {
        var (shop, first, klang) = await Open();
        var (manager, other) = (await app.Hire(shop, "manager"), await app.Hire(shop, "staff"));
        (await Limit(shop, shop.Owner, manager.Person, klang)).ShouldBeNull();

        (await Limit(shop, manager.Person, other.Person, klang)).ShouldBe("platform.beyond_your_branches");
        (await Limit(shop, shop.Owner, other.Person, first, klang)).ShouldBeNull();
        (await Limit(shop, manager.Person, other.Person, klang)).ShouldBe("platform.beyond_your_branches");
        (await Limit(shop, shop.Owner, other.Person, klang)).ShouldBeNull();
        (await Limit(shop, manager.Person, other.Person)).ShouldBe("platform.beyond_your_branches");
        (await Limit(shop, manager.Person, other.Person, first)).ShouldBe("platform.beyond_your_branches");
        (await Limit(shop, manager.Person, other.Person, klang, klang)).ShouldBeNull();
        (await Limit(shop, manager.Person, manager.Person)).ShouldBe("platform.own_branches");
        (await Limit(shop, manager.Person, shop.Owner, klang)).ShouldBe("platform.owners_only");
        (await Limit(shop, shop.Owner, shop.Owner, klang)).ShouldBe("platform.own_branches");
        (await Limit(shop, other.Person, manager.Person, klang)).ShouldBe("platform.forbidden");
        (await Limit(shop, shop.Owner, other.Person, Guid.NewGuid())).ShouldBe("platform.branches_unknown");
        (await Limit(shop, shop.Owner, other.Person, [])).ShouldBeNull();
        (await Limit(shop, shop.Owner, PersonId.New(), klang)).ShouldBe("platform.not_found");
        var second = await app.Hire(shop, "owner");
        (await Limit(shop, shop.Owner, second.Person, klang)).ShouldBe("platform.owner_everywhere");
        await Should.ThrowAsync<PostgresException>(() =>
            app.Tell(shop, $"UPDATE platform.memberships SET branches = ARRAY['{klang}'::uuid] WHERE role = 'owner'")
        );
        // Who becomes an owner sees all again.
        (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(manager.Person, "owner"), Cancel))).Refusal.ShouldBeNull();
        (await BranchesOf(shop, manager.Person)).ShouldBe("all");

        // An invitation gives no more than its sender has, then and when it is accepted.
        var sender = await app.Hire(shop, "manager");
        (await Limit(shop, shop.Owner, sender.Person, klang)).ShouldBeNull();
        (await Invite(shop, sender.Person, first)).Code.ShouldBe("platform.beyond_your_branches");
        (await Invite(shop, shop.Owner, Guid.NewGuid())).Code.ShouldBe("platform.branches_unknown");
        var (_, email) = await Invite(shop, sender.Person);
        (await Accept(shop, email)).ShouldBe($"{{{klang}}}");
        (_, email) = await Invite(shop, shop.Owner, first);
        (await Accept(shop, email)).ShouldBe($"{{{first}}}");
        var wide = await app.Hire(shop, "manager");
        (_, email) = await Invite(shop, wide.Person);
        (await Limit(shop, shop.Owner, wide.Person, klang)).ShouldBeNull();
        (await Accept(shop, email)).ShouldBe("platform.invitation_spent");
        var id = await shop.Ask<Guid>($"SELECT invitation_id FROM platform.invitations WHERE email = '{email}'");
        (await app.As(shop, sender.Person, r => ResendInvitation.Do(r, new(id, app.Address), Cancel))).Refusal!.Code.ShouldBe(
            "platform.beyond_your_branches"
        );
    }

    [Fact]
    public async Task A_limited_manager_has_no_view_of_the_whole_log_and_no_hand_in_another_branch()
    {
        var (shop, first, klang) = await Open();
        var member = await app.Hire(shop, "manager");
        using var theirs = new Browser(app);
        await theirs.SignIn(member.Email);
        var places = $"/{shop.Slug}/settings/places";
        string[] logs =
        [
            $"/{shop.Slug}/settings/audit",
            $"/{shop.Slug}/settings/audit.csv",
            $"/{shop.Slug}/settings/audit.xlsx",
            $"/{shop.Slug}/settings/webhooks",
        ];
        foreach (var log in logs)
            (await theirs.Get(log)).Status.ShouldBe(HttpStatusCode.OK, log);
        (await theirs.Get($"/{shop.Slug}/settings")).Body.ShouldContain("settings/audit");
        var (other, fresh) = (await theirs.Get($"{places}/{first}"), await theirs.Get($"{places}/new"));
        other.Status.ShouldBe(HttpStatusCode.OK);
        (await theirs.Get(places)).Body.ShouldContain("settings/places/new");

        (await Limit(shop, shop.Owner, member.Person, klang)).ShouldBeNull();

        foreach (var log in logs)
            (await theirs.Get(log)).Status.ShouldBe(HttpStatusCode.Forbidden, log);
        (await theirs.Get($"/{shop.Slug}/settings")).Body.ShouldNotContain("settings/audit");
        (await theirs.Get($"{places}/{first}")).Status.ShouldBe(HttpStatusCode.NotFound);
        await theirs.Post(other, "place", ("Form.Name", "Taken over"));
        await theirs.Post(other, "act");
        (await theirs.Post(fresh, "place", ("Form.Name", "Shah Alam"))).Text.ShouldContain("so you cannot add one");
        (await theirs.Get($"{places}/new")).Text.ShouldContain("so you cannot add one");
        (
            await shop.Ask<long>("SELECT count(*) FROM trade.branches WHERE name IN ('Taken over', 'Shah Alam') OR archived_at IS NOT NULL")
        ).ShouldBe(0);
        var list = (await theirs.Get(places)).Body;
        list.ShouldContain($"settings/places/{klang}");
        list.ShouldNotContain($"settings/places/{first}");
        list.ShouldNotContain("settings/places/new");

        // No use case trusts the page before it.
        (await Reached(shop, klang, r => ChangeBranch.Do(r, new(first, new("Taken over"), null), Cancel))).ShouldBe(
            "trade.branch_not_found"
        );
        (await Reached(shop, klang, r => ArchiveBranch.Do(r, first, Cancel))).ShouldBe("trade.branch_not_found");
        (await Reached(shop, klang, r => RestoreBranch.Do(r, first, Cancel))).ShouldBe("trade.branch_not_found");
        (await Reached(shop, klang, r => CreateBranch.Do(r, new("Ipoh"), Cancel))).ShouldBe("trade.branch_beyond_yours");
        (await Reached(shop, klang, r => ChangeBranch.Do(r, new(klang, new("Klang Utara"), null), Cancel))).ShouldBeNull();
    }

    [Fact]
    public async Task A_branch_somebody_works_at_alone_stays_open_however_many_act_at_once()
    {
        var (shop, first, klang) = await Open();
        var member = await app.Hire(shop, "staff", "Tan Mei Ling");
        (await Limit(shop, shop.Owner, member.Person, klang)).ShouldBeNull();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/settings/places/{klang}");
        await owner.Post(page, "act");
        (await owner.Get($"/{shop.Slug}/settings/places/{klang}")).Text.ShouldContain("This is the only branch of Tan Mei Ling");
        (await Limit(shop, shop.Owner, member.Person, klang, first)).ShouldBeNull();
        await owner.Post(page, "act");
        (await shop.Ask<long>("SELECT count(*) FROM trade.branches WHERE archived_at IS NULL")).ShouldBe(1);
        (await Limit(shop, shop.Owner, member.Person, klang)).ShouldBe("platform.branches_none");

        // With one left nothing is said of branches.
        page = await owner.Get($"/{shop.Slug}/settings/members/{member.Person}");
        page.Text.ShouldNotContain("ranch");
        (await owner.Get($"/{shop.Slug}/settings/members/invite")).Text.ShouldNotContain("ranch");
        await app.Tell(shop, "UPDATE trade.branches SET archived_at = NULL");

        for (var round = 0; round < 12; round++)
        {
            await app.Tell(shop, "UPDATE platform.memberships SET branches = NULL");
            await app.Tell(shop, "UPDATE trade.branches SET archived_at = NULL");
            var (limited, archived) = (
                Limit(shop, shop.Owner, member.Person, klang),
                round % 2 == 0 ? Archive(shop, klang) : ByHand(shop, klang)
            );
            string?[] ends = [await limited, await archived];
            ends.Count(e => e is null).ShouldBe(1, string.Join(", ", ends));
            (
                await shop.Ask<long>(
                    """
                    SELECT count(*) FROM platform.memberships m WHERE branches IS NOT NULL AND NOT EXISTS (
                        SELECT FROM trade.branches b WHERE b.branch_id = ANY (m.branches) AND b.archived_at IS NULL)
                    """
                )
            ).ShouldBe(0);
        }
    }

    private async Task<(TestBusiness Shop, Guid First, Guid Klang)> Open()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        var klang = await CreateBranch.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new("Klang"), Cancel);
        return (shop, await shop.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1"), klang.Value);
    }

    /// <returns>Code of the refusal; null where it was done. Without places: all.</returns>
    private async Task<string?> Limit(TestBusiness shop, PersonId by, PersonId whom, params Guid[] to) =>
        (await app.As(shop, by, r => ChangeMemberBranches.Do(r, new(whom, to.Length == 0 ? null : to), Cancel))).Refusal?.Code;

    /// <returns>Code of the refusal to who is limited to one place; null where it was done.</returns>
    private static async Task<string?> Reached<T>(TestBusiness shop, Guid at, Func<UseCaseRunner, Task<Outcome<T>>> act)
    {
        await using var scope = shop.Act();
        scope.ServiceProvider.GetRequiredService<Caller>().LimitTo([at]);
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.Code;
    }

    private async Task<string?> Archive(TestBusiness shop, Guid branch)
    {
        await using var scope = shop.Act();
        return (await ArchiveBranch.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), branch, Cancel)).Refusal?.Code;
    }

    /// <summary>As no use case does it: the database alone holds.</summary>
    private async Task<string?> ByHand(TestBusiness shop, Guid branch)
    {
        try
        {
            await app.Tell(shop, $"UPDATE trade.branches SET archived_at = now() WHERE branch_id = '{branch}'");
            return null;
        }
        catch (PostgresException held)
        {
            return held.ConstraintName;
        }
    }

    private async Task<(string? Code, string Email)> Invite(TestBusiness shop, PersonId by, params Guid[] to)
    {
        var email = Staff.Fresh();
        var input = app.Invitation(shop, email) with { Branches = to.Length == 0 ? null : to };
        return ((await app.As(shop, by, r => InviteMember.Do(r, input, Cancel))).Refusal?.Code, email);
    }

    private async Task<string> Accept(TestBusiness shop, string email)
    {
        var code = Staff.Code(await app.EmailMessage(email));
        var input = new AcceptInvitation.Input(code, "Ali", TestBusiness.Password, "en");
        return (await app.As(shop, null, r => AcceptInvitation.Do(r, input, Cancel))).Succeeded(out var welcome, out var refusal)
            ? await BranchesOf(shop, new(welcome.Person))
            : refusal.Code;
    }

    private static Task<string> BranchesOf(TestBusiness shop, PersonId person) =>
        shop.Ask<string>($"SELECT coalesce(branches::text, 'all') FROM platform.memberships WHERE person_id = '{person}'");

    private static async Task<HttpClient> Key(NiagaApp node, TestBusiness shop, string email)
    {
        var client = node.NewClient();
        using var issued = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email,
                password = TestBusiness.Password,
                business = shop.Slug,
                name = "hr",
            }
        );
        var key = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
