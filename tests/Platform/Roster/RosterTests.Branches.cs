using System.Net;
using Niaga.Identity.Members;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Roster;

/// <summary>Who works at some places only, and a roster looked at from one place.</summary>
public sealed partial class RosterTests
{
    private const string Chips = "<nav class=\"chips-nav\" aria-label=\"Branch\">";

    [Fact]
    public async Task Who_works_at_some_branches_only_has_no_shift_at_another_however_it_comes_about()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var main = await shop.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1");
        var klang = await shop.AddPlace(new("Klang"));
        var rahim = await app.Hire(shop, "staff", "Rahim bin Osman");
        const string Start = "2031-03-03T09:00:00+08:00";
        const string End = "2031-03-03T17:00:00+08:00";
        var before = (await Add(client, rahim.Person, "2031-03-04T09:00:00+08:00", "2031-03-04T17:00:00+08:00", at: main)).Ok;
        var open = (await Add(client, null, Start, End, at: main)).Ok.GetProperty("id").GetGuid();
        (await app.As(shop, shop.Owner, r => ChangeMemberBranches.Do(r, new(rahim.Person, [klang]), Cancel))).Refusal.ShouldBeNull();

        var refused = await Add(client, rahim.Person, Start, End, at: main);
        refused.ShouldBeRefused("trade.shift_works_elsewhere", 409);
        refused.Body.ToString().ShouldContain("Rahim bin Osman works at Klang only");
        var seen = (await Get(client, $"/{open}")).ETag!;
        (await Put(client, $"/{open}/time", seen, rahim.Person.ToString(), Start, End)).ShouldBeRefused("trade.shift_works_elsewhere", 409);
        (await Add(client, rahim.Person, Start, End, at: klang)).Status.ShouldBe(201);

        // What was planned before stays a draft, and is in nobody's way silently.
        refused = await Post(client, "/publish", new { from = "2031-03-03", to = "2031-03-09" });
        refused.ShouldBeRefused("trade.roster_works_elsewhere", 409);
        refused.Body.ToString().ShouldContain("Rahim bin Osman works at Klang only");
        (await shop.Ask<long>("SELECT count(*) FROM trade.work_shifts WHERE published_at IS NOT NULL")).ShouldBe(0);
        (await Told(shop, rahim.Person)).ShouldBeEmpty();
        (await Post(client, "/copy-week", new { from = "2031-03-10" })).Ok.GetProperty("leftOut").GetInt32().ShouldBe(1);
        var planned = before.GetProperty("id").GetGuid();
        (await client.DeleteAsync($"{Path}/{planned}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Post(client, $"/{planned}/restore")).ShouldBeRefused("trade.shift_works_elsewhere", 409);
        (await Post(client, "/publish", new { from = "2031-03-03", to = "2031-03-09" })).Ok.GetProperty("shifts").GetInt32().ShouldBe(2);

        // On the pages: not offered where the place is known, refused in words where it was.
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/roster/new?branch={main}&day=2031-03-05");
        page.Body.ShouldNotContain("Rahim");
        (await browser.Get($"/{shop.Slug}/roster/new?branch={klang}&day=2031-03-05")).Body.ShouldContain("Rahim");
        (await browser.Get($"/{shop.Slug}/roster/{open}")).Body.ShouldNotContain("Rahim");
        page = await browser.Post(
            page,
            "shift",
            ("Form.PersonId", $"{rahim.Person}"),
            ("Form.BranchId", $"{main}"),
            ("Form.Day", "2031-03-05"),
            ("Form.From", "09:00"),
            ("Form.To", "17:00")
        );
        page.ErrorOf("PersonId").ShouldBe("Rahim bin Osman works at Klang only. Choose somebody else, or leave the shift open.");
        await HoldsAlone(shop, klang, main);
    }

    /// <summary>Whoever is faster, the one who plans or the one who limits: no shift is ahead where its person does not work.</summary>
    private async Task HoldsAlone(TestBusiness shop, Guid klang, Guid main)
    {
        using var client = await shop.Client();
        for (var round = 0; round < 8; round++)
        {
            var siti = (await app.Hire(shop, "staff", "Siti")).Person;
            var adding = Add(client, siti, "2031-05-03T09:00:00+08:00", "2031-05-03T17:00:00+08:00", at: main);
            var limiting = app.Tell(shop, $"UPDATE platform.memberships SET branches = ARRAY['{klang}'::uuid] WHERE person_id = '{siti}'");
            await Task.WhenAll(adding, limiting);
            (await adding).Code.ShouldBeOneOf(null, "trade.shift_works_elsewhere", "trade.shift_works_elsewhere_meanwhile");
            (
                await Should.ThrowAsync<PostgresException>(() =>
                    app.Tell(
                        shop,
                        $"""
                        INSERT INTO trade.work_shifts (tenant_id, shift_id, person_id, branch_id, starts_at, ends_at, break_minutes,
                            created_at, updated_at)
                        VALUES ('{shop.Tenant}', uuidv7(), '{siti}', '{main}', '2032-05-03', '2032-05-03 08:00', 0, now(), now())
                        """
                    )
                )
            ).ConstraintName.ShouldBe("work_shifts_where_they_work");
        }
    }

    [Fact]
    public async Task With_a_place_chosen_there_are_no_chips_and_ones_next_shift_is_found_wherever_it_is()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var main = await shop.Ask<Guid>("SELECT branch_id FROM trade.branches WHERE place = 1");
        var klang = await shop.AddPlace(new("Klang"));
        var ali = await app.Hire(shop, "staff");
        var at = TimeProvider.System.GetUtcNow().AddDays(2);
        await Add(client, ali.Person, $"{at:O}", $"{at.AddHours(4):O}", at: main);
        var days = new { from = $"{MalaysianTime.Day(at):O}", to = $"{MalaysianTime.Day(at):O}" };
        (await Post(client, "/publish", days)).Ok.GetProperty("shifts").GetInt32().ShouldBe(1);

        using var browser = new Browser(app);
        await browser.SignIn(ali.Email);
        (await browser.Get($"/{shop.Slug}/roster")).Body.ShouldContain(Chips);
        (await browser.Get($"/{shop.Slug}/roster?branch={klang}")).Body.ShouldContain(Chips);
        (await browser.Get($"/{shop.Slug}/")).Text.ShouldContain("next-shift");
        browser.Cookies.Add(new Uri(app.Address), new Cookie("niaga.branch", $"{klang}", $"/{shop.Slug}"));

        (await browser.Get($"/{shop.Slug}/roster")).Body.ShouldNotContain(Chips);
        var home = await browser.Get($"/{shop.Slug}/");
        home.Text.ShouldContain("next-shift");
        home.Text.ShouldContain($"&branch={main}");

        // Never at a place one may not see.
        (await app.As(shop, shop.Owner, r => ChangeMemberBranches.Do(r, new(ali.Person, [klang]), Cancel))).Refusal.ShouldBeNull();
        (await browser.Get($"/{shop.Slug}/")).Text.ShouldNotContain("next-shift");
    }
}
