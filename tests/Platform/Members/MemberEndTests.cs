using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Keys;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>What a changed membership does at the next request: on this node at once, on others as soon as they are notified.</summary>
public sealed class MemberEndTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Theory]
    [InlineData("role")]
    [InlineData("own role changed")]
    [InlineData("suspended")]
    [InlineData("removed")]
    public async Task It_bites_at_the_next_request_on_every_node(string act)
    {
        await using var second = await app.AnotherNode();
        var shop = await app.SignUp();
        var role = (await app.As(shop, shop.Owner, r => CreateRole.Do(r, new("Juruwang pagi", ["retail.sales.sell"]), Cancel))).Value;
        var member = await app.Hire(shop, $"custom.{role}");
        using var browser = new Browser(app);
        await browser.SignIn(member.Email);
        var cookies = browser.Cookies.GetCookieHeader(new(app.Address));
        foreach (var node in new[] { app, second })
        {
            for (var i = 0; i < 2; i++)
                (await Ask(node, shop, cookies)).ShouldBe(HttpStatusCode.OK);
        }
        var refusal = act switch
        {
            "role" => (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, "read-only"), Cancel))).Refusal,
            "own role changed" => (
                await app.As(shop, shop.Owner, r => ChangeRole.Do(r, new(role, "Juruwang pagi", ["retail.sales.view"]), Cancel))
            ).Refusal,
            "suspended" => (await app.As(shop, shop.Owner, r => SuspendMember.Do(r, new(member.Person), Cancel))).Refusal,
            _ => (await app.As(shop, shop.Owner, r => RemoveMember.Do(r, member.Person, Cancel))).Refusal,
        };
        refusal.ShouldBeNull();
        var expected = act is "suspended" or "removed" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
        (await Ask(app, shop, cookies)).ShouldBe(expected, "on this node no news is waited for");
        await Until.True(async () => await Ask(second, shop, cookies) == expected, "the other node knows", 2);
    }

    [Fact]
    public async Task Where_it_was_done_no_news_is_waited_for()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        var access = app.Services.GetRequiredService<AccessCache>();
        for (var i = 0; i < 40; i++)
        {
            var role = i % 2 == 0 ? "read-only" : "staff";
            // Kept, so that only forgetting can make the next look a fresh one.
            await access.FindMember((await access.Find(shop.Tenant, Cancel))!, member.Person, Cancel);
            (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, role), Cancel))).Refusal.ShouldBeNull();
            (await access.FindMember((await access.Find(shop.Tenant, Cancel))!, member.Person, Cancel))!.Role.ShouldBe(role);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_out_is_out_with_keys_company_sign_ins_and_the_switcher(bool suspended)
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        var member = await app.Hire(shop, "manager");
        await app.Tell(
            other,
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{other.Tenant}', '{member.Person}', 'staff', now())
            """
        );
        var token = (await app.As(shop, member.Person, r => CreateApiKey.Do(r, new("till"), Cancel))).Value.Key;
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await client.GetAsync("/api/v1/products")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (here, there, free) = (
            await Session(member.Person, shop),
            await Session(member.Person, other),
            await Session(member.Person, null)
        );

        (
            suspended
                ? (await app.As(shop, shop.Owner, r => SuspendMember.Do(r, new(member.Person), Cancel))).Refusal
                : (await app.As(shop, shop.Owner, r => RemoveMember.Do(r, member.Person, Cancel))).Refusal
        ).ShouldBeNull();

        (await client.GetAsync("/api/v1/products")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await shop.Ask<string>($"SELECT ended_because FROM platform.sessions WHERE session_id = '{here}'")).ShouldBe(
            suspended ? "member_suspended" : "member_removed"
        );
        (
            await shop.Ask<long>($"SELECT count(*) FROM platform.sessions WHERE session_id IN ('{there}', '{free}') AND ended_at IS NULL")
        ).ShouldBe(2);
        var businesses = app.Services.GetRequiredService<BusinessesOfPerson>();
        (await businesses.List(member.Person, Cancel)).ShouldHaveSingleItem().Slug.ShouldBe(other.Slug);
        using var browser = new Browser(app);
        (await browser.SignIn(member.Email)).Location.ShouldEndWith($"/{other.Slug}/");
        (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.NotFound);

        if (!suspended)
            return;

        (await app.As(shop, shop.Owner, r => ReactivateMember.Do(r, new(member.Person), Cancel))).Refusal.ShouldBeNull();
        (await client.GetAsync("/api/v1/products")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_role_of_ones_own_has_its_name_in_the_switcher()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        var role = (await app.As(shop, shop.Owner, r => CreateRole.Do(r, new("Ketua syif", ["retail.sales.sell"]), Cancel))).Value;
        var member = await app.Hire(shop, $"custom.{role}");
        await app.Tell(
            other,
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{other.Tenant}', '{member.Person}', 'gone.role', now())
            """
        );
        using var browser = new Browser(app);
        await browser.SignIn(member.Email);
        var page = await browser.Get("/businesses");
        page.Text.ShouldContain("Ketua syif");
        page.Text.ShouldContain("gone.role");
    }

    private static async Task<HttpStatusCode> Ask(NiagaApp node, TestBusiness shop, string cookies)
    {
        using var client = node.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{shop.Slug}/till");
        request.Headers.Add("Cookie", cookies);
        return (await client.SendAsync(request)).StatusCode;
    }

    private async Task<Guid> Session(PersonId person, TestBusiness? boundTo)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<PeopleDb>();
        var session = new SignInSession(person, SignInMethods.Sso, kept: true, TimeProvider.System.GetUtcNow())
        {
            BoundTo = boundTo?.Tenant,
        };
        people.Sessions.Add(session);
        await people.SaveChangesAsync();
        return session.SessionId;
    }
}
