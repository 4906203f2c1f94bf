using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Identity.SignIn;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
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
        foreach (var node in nodes)
            (await there.Get($"{node}/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        var page = await here.Get("/account/devices");
        page.Text.ShouldContain("This one");
        var others = Others(page);
        others.Length.ShouldBe(1);
        (await here.Post(page, "end", ("Form.Session", others[0]))).Location.ShouldEndWith("account/devices");
        foreach (var node in nodes)
            await Until.True(
                async () =>
                    (await there.Get($"{node}/{business.Slug}/")).Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true,
                $"{node} knows",
                2
            );
        foreach (var node in nodes)
            (await here.Get($"{node}/{business.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        (
            await business.Ask<string>($"SELECT string_agg(ended_because, ',') FROM platform.sessions WHERE person_id = '{business.Owner}'")
        ).ShouldBe("signed_out_elsewhere");
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
        foreach (var other in new[] { phone, till })
            await Until.True(async () => (await other.Get("/account")).Location is not null, "ended", 2);
        (await here.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        await Until.True(
            async () =>
                (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.signed_out_elsewhere'"))
                == 1,
            "the business's log has it"
        );
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
        var session = await business.Ask<Guid>(
            $"SELECT session_id FROM platform.sessions WHERE person_id = '{business.Owner}' AND bound_to IS NULL"
        );
        await company.Post(page, "end", ("Form.Session", session.ToString()));
        await company.Post(page, "end-others");
        await Until.True(async () => (await company2.Get($"/{business.Slug}/account")).Location is not null, "ended", 2);
        (await personal.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        // The person's own sign-in sees all.
        Others(await personal.Get("/account/devices")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Ninety_days_after_its_end_a_sign_in_is_forgotten_and_the_device_is_new_again()
    {
        var business = await app.SignUp();
        using var here = await app.SignedIn(business);
        foreach (var (seen, ended) in new[] { (200, (int?)100), (200, 80), (110, null), (100, null) })
        {
            await app.Run(
                $"""
                INSERT INTO platform.sessions (session_id, person_id, started_at, seen_at, method, kept, address, user_agent, ended_at,
                ended_because) VALUES (gen_random_uuid(), '{business.Owner}', now() - interval '{seen} days',
                now() - interval '{seen} days', 'password', true, '203.0.113.9', 'Old',
                """ + (ended is null ? "NULL, NULL)" : $"now() - interval '{ended} days', 'signed_out')")
            );
        }
        await Forget();
        (
            await business.Ask<string>(
                $"""
                SELECT string_agg(round(extract(epoch FROM now() - started_at) / 86400)::text, ' ' ORDER BY started_at)
                FROM platform.sessions WHERE person_id = '{business.Owner}'
                """
            )
        ).ShouldBe("200 100 0");
        (await here.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);

        // Whoever was away so long that nothing is known of them is told of this device, as of any other.
        await app.Run(
            $"""
            DELETE FROM platform.sessions WHERE person_id = '{business.Owner}'; UPDATE platform.people
            SET created_at = now() - interval '400 days' WHERE id = '{business.Owner}'
            """
        );
        using var back = await app.SignedIn(business);
        await Until.True(
            async () =>
                (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.signed_in_on_new_device'"))
                == 1,
            "told"
        );
    }

    private async Task Forget()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(TenantId.Platform, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        await ActivatorUtilities
            .CreateInstance<PurgeSessions>(scope.ServiceProvider)
            .Handle(new(Guid.NewGuid(), PurgeSessions.Kind, 1, "{}"), CancellationToken.None);
        await session.Commit(CancellationToken.None);
    }

    private static string[] Others(Page page) =>
        [.. Regex.Matches(page.Body, "name=\"Form.Session\" value=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
}
