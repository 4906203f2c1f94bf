using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Niaga.Trade.Branches;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Branches;

/// <summary>The places of a business: one from its first moment, more when somebody adds them, never none.</summary>
public sealed class BranchTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_business_has_one_place_from_its_first_moment_and_is_told_of_no_branch()
    {
        var shop = await app.SignUp();
        var only = (await All(shop)).ShouldHaveSingleItem();
        only.Name.ShouldBe($"Kedai {shop.Slug}");
        (
            await shop.Ask<long>("SELECT count(*) FROM trade.stock_locations l JOIN trade.branches b ON b.branch_id = l.location_id")
        ).ShouldBe(1);

        // Called as the business is, until somebody calls it otherwise.
        await app.Tell(shop, "UPDATE platform.businesses SET name = 'Kedai Baharu'");
        (await shop.Ask<string>("SELECT name FROM trade.branches")).ShouldBe("Kedai Baharu");
        await app.Tell(shop, "UPDATE trade.branches SET name = 'Klang', name_key = 'klang'");
        await app.Tell(shop, "UPDATE platform.businesses SET name = 'Kedai Lama'");
        (await shop.Ask<string>("SELECT name FROM trade.branches")).ShouldBe("Klang");

        await using var scope = shop.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        (await ArchiveBranch.Do(runner, only.Id, default)).Refusal!.Code.ShouldBe("trade.branch_last");
    }

    [Fact]
    public async Task Places_are_added_changed_and_archived_on_their_pages()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var page = await browser.Get($"/{shop.Slug}/settings/places");
        page.Text.ShouldContain("Add another place");
        page.Text.ShouldNotContain("ranch");

        page = await browser.Get($"/{shop.Slug}/settings/places/new");
        page = await browser.Post(page, "place", ("Form.Name", "Pasar Seni"), ("Form.Code", "too long"), ("Form.Opens1", "08:00"));
        page.Text.ShouldContain("one to six letters");
        page.Text.ShouldContain("Give both times");
        await browser.Post(
            page,
            "place",
            ("Form.Name", "Pasar Seni"),
            ("Form.Code", "ps"),
            ("Form.State", "14"),
            ("Form.Postcode", "50000"),
            ("Form.Opens1", "18:00"),
            ("Form.Closes1", "02:00")
        );
        var added = (await All(shop))[1];
        (added.Name, added.Code, added.Postcode).ShouldBe(("Pasar Seni", "PS", "50000"));
        // A day that ends after midnight.
        added.Hours.ShouldBe([new OpeningHours(1, 18 * 60, 26 * 60)]);
        (await browser.Get($"/{shop.Slug}/settings/places")).Text.ShouldContain("Add a branch");

        page = await browser.Get($"/{shop.Slug}/settings/places/{added.Id}");
        await browser.Post(page, "place", ("Form.Name", "Central Market"));
        added = (await All(shop))[1];
        (added.Name, added.Hours.Count).ShouldBe(("Central Market", 1));
        // The same form once more: somebody was faster.
        (await browser.Post(page, "place", ("Form.Name", "Pasar"))).Text.ShouldContain("Central Market");
        page = await browser.Get($"/{shop.Slug}/settings/places/{added.Id}");
        (await browser.Post(page, "place", ("Form.Name", $"kedai {shop.Slug}"))).Text.ShouldContain("Another place has this name");

        await app.Tell(
            shop,
            $"""
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, at)
            VALUES ('{shop.Tenant}', uuidv7(), uuidv7(), '{added.Id}', 1000, 'received', now())
            """
        );
        page = await browser.Get($"/{shop.Slug}/settings/places/{added.Id}");
        await browser.Post(page, "act");
        (await All(shop))[1].ArchivedAt.ShouldBeNull();
    }

    [Fact]
    public async Task However_many_archive_at_once_one_place_stays()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        for (var i = 0; i < 3; i++)
            (await CreateBranch.Do(runner, new($"Place {i}"), default)).Refusal.ShouldBeNull();
        (await CreateBranch.Do(runner, new("PLACE 1"), default)).Refusal!.Code.ShouldBe("trade.branch_name_taken");

        var all = await All(shop);
        var ends = await Task.WhenAll(
            all.Select(async b =>
            {
                await using var one = shop.Act();
                return (await ArchiveBranch.Do(one.ServiceProvider.GetRequiredService<UseCaseRunner>(), b.Id, default)).Refusal?.Code;
            })
        );

        ends.Where(e => e is not null).ShouldBe(["trade.branch_last"]);
        (await All(shop)).Count(b => b.ArchivedAt is null).ShouldBe(1);
    }

    private static async Task<IReadOnlyList<BranchView>> All(TestBusiness shop)
    {
        await using var scope = shop.Act();
        return await scope.ServiceProvider.GetRequiredService<BranchList>().All(default);
    }
}
