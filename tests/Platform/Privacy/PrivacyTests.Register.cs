using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Breaches;
using Niaga.Privacy.Overview;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>The register of processing, and what the operator sees and tells.</summary>
public sealed partial class PrivacyTests
{
    [Fact]
    public async Task The_register_says_what_is_kept_why_how_long_where_and_who_answers_for_it()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var address = $"/{shop.Slug}/settings/privacy/register";
        var page = await owner.Get(address);
        foreach (var said in new[] { "Phones and e-mail addresses", "Kuala Lumpur", "the operator has not said", "Nobody is named yet" })
            page.Text.ShouldContain(said);
        (
            await owner.Post(
                page,
                "officer",
                ("Form.Name", "Puan Aminah"),
                ("Form.Contact", "dpo@kedai.my"),
                ("Form.AppointedOn", "2027-01-01")
            )
        ).Status.ShouldBe(HttpStatusCode.Found);
        (
            await owner.Post(
                page,
                "transfer",
                ("Form.Country", "Singapore"),
                ("Form.Recipient", "Mail Pte"),
                ("Form.Ground", "x"),
                ("Form.Safeguard", "Contract")
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        await owner.Post(
            page,
            "transfer",
            ("Form.Country", "Singapore"),
            ("Form.Recipient", "Mail Pte"),
            ("Form.Ground", "contract"),
            ("Form.Safeguard", "Contract")
        );
        var after = (await owner.Get(address)).Text;
        after.ShouldContain("Puan Aminah");
        after.ShouldContain("Mail Pte");
        using var browser = await shop.Browser();
        var csv = await browser.GetStringAsync("settings/privacy/register.csv", Cancel);
        csv.ShouldContain("trade.customers");
        csv.ShouldContain("Kuala Lumpur");
    }

    [Fact]
    public async Task The_operator_tells_each_business_of_one_incident_once_and_sees_figures_alone()
    {
        var (one, two, third) = (await app.SignUp(), await app.SignUp(), await app.SignUp());
        var incident = new RecordIncident.Input(
            "2027-03-01T09:00",
            "Pelayan diceroboh",
            "Pelayan sandaran diceroboh.",
            Guid.CreateVersion7()
        );
        foreach (var shop in new[] { one, two })
            (await AsOperator(shop, s => RecordIncident.Do(s, incident, Cancel))).Value.ShouldBe(new(2027, 3, 4, 1, 0, 0, TimeSpan.Zero));
        (await AsOperator(one, s => RecordIncident.Do(s, incident, Cancel))).Refusal!.Code.ShouldBe("privacy.incident_told");
        await Refused(one, s => RecordIncident.Do(s, incident with { Incident = Guid.NewGuid() }, Cancel), "platform.forbidden");
        (await third.Ask<long>("SELECT count(*) FROM privacy.breaches")).ShouldBe(0);

        // Each goes its own way from there.
        var id = await one.Ask<Guid>("SELECT breach_id FROM privacy.breaches");
        await Do(one, s => AssessBreach.Do(s, new(id, true, false, false, null, "Semua", null, false, null), Cancel));
        (await two.Ask<bool>("SELECT significant IS NULL FROM privacy.breaches")).ShouldBeTrue();
        await Record(two, "access", 30);
        await using var scope = two.Act();
        var counts = await scope.ServiceProvider.GetRequiredService<PrivacyCounts>().Read(Cancel);
        (counts.OpenRequests, counts.LateRequests, counts.OpenBreaches).ShouldBe((1, 1, 1));
        counts.NextNotice.ShouldBe(new DateTimeOffset(2027, 3, 4, 1, 0, 0, TimeSpan.Zero));
    }

    private static async Task<Niaga.Platform.Refusals.Outcome<T>> AsOperator<T>(
        TestBusiness shop,
        Func<UseCaseRunner, Task<Niaga.Platform.Refusals.Outcome<T>>> act
    )
    {
        await using var scope = shop.Act();
        scope.ServiceProvider.GetRequiredService<Caller>().SetOrigin(Origin.Operator);
        return await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>());
    }
}
