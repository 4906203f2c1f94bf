using System.Net;
using System.Text.RegularExpressions;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

public sealed class DeviceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Signed_out_there_it_is_a_strangers_on_every_node()
    {
        await using var second = await app.AnotherNode();
        var business = await app.SignUp();
        using var here = await app.SignedIn(business);
        using var there = await app.SignedIn(business);
        string[] nodes = [app.Address, second.Address];
        foreach (var node in nodes) (await there.Get($"{node}/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        var page = await here.Get("/account/devices");
        page.Text.ShouldContain("This one");
        var others = Others(page);
        others.Length.ShouldBe(1);
        (await here.Post(page, "end", ("Form.Session", others[0]))).Location.ShouldEndWith("account/devices");
        foreach (var node in nodes) await Until.True(async () => (await there.Get($"{node}/{business.Slug}/")).Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true, $"{node} knows", 2);
        foreach (var node in nodes) (await here.Get($"{node}/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await business.Ask<string>($"SELECT string_agg(ended_because, ',') FROM platform.sessions WHERE person_id = '{business.Owner}'")).ShouldBe("signed_out_elsewhere");
    }

    [Fact]
    public async Task Signing_out_everywhere_else_leaves_this_one()
    {
        var business = await app.SignUp();
        using var here = await app.SignedIn(business);
        using var phone = await app.SignedIn(business);
        using var till = await app.SignedIn(business);
        (await here.Post(await here.Get("/account/devices"), "end-others")).Location.ShouldEndWith("account/devices");
        (await here.Get("/account/devices")).Text.ShouldContain("2 other devices");
        foreach (var other in new[] { phone, till }) await Until.True(async () => (await other.Get("/account")).Location is not null, "ended", 2);
        (await here.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        await Until.True(async () => (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.signed_out_elsewhere'")) == 1, "the business's log has it");
    }

    [Fact]
    public async Task Nobody_ends_another_persons_sign_in()
    {
        var (mine, theirs) = (await app.SignUp(), await app.SignUp());
        using var me = await app.SignedIn(mine);
        using var me2 = await app.SignedIn(mine);
        using var them = await app.SignedIn(theirs);
        var session = await theirs.Ask<Guid>($"SELECT session_id FROM platform.sessions WHERE person_id = '{theirs.Owner}'");
        var page = await me.Get("/account/devices");
        page.Body.ShouldNotContain(session.ToString());
        await me.Post(page, "end", ("Form.Session", session.ToString()));
        (await me.Get("/account/devices")).Text.ShouldContain("signed out already");
        (await them.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_in_through_the_company_sees_and_ends_only_its_own_kind()
    {
        var business = await app.SignUp();
        using var personal = await app.SignedIn(business);
        using var company = await app.Bound(business);
        using var company2 = await app.Bound(business);
        var page = await company.Get($"/{business.Slug}/account/devices");
        Others(page).Length.ShouldBe(1);
        var session = await business.Ask<Guid>($"SELECT session_id FROM platform.sessions WHERE person_id = '{business.Owner}' AND bound_to IS NULL");
        await company.Post(page, "end", ("Form.Session", session.ToString()));
        await company.Post(page, "end-others");
        await Until.True(async () => (await company2.Get($"/{business.Slug}/account")).Location is not null, "ended", 2);
        (await personal.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        // The person's own sign-in sees all.
        Others(await personal.Get("/account/devices")).Length.ShouldBe(1);
    }

    private static string[] Others(Page page) => [.. Regex.Matches(page.Body, "name=\"Form.Session\" value=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
}
